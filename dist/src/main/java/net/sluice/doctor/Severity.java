package net.sluice.doctor;

import java.util.Locale;

/** The severity of a finding. */
public enum Severity {
  /** The configuration will not work. */
  ERROR,
  /** The host will be slow or lose frames. */
  WARNING;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
