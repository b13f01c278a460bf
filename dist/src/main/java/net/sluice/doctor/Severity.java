package net.sluice.doctor;

import java.util.Locale;

/** How bad a finding is. */
public enum Severity {
  /** What is configured will not work. */
  ERROR,
  /** It will be slow, or make other things slow, or lose frames. */
  WARNING;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
