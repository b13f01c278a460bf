package net.sluice.doctor;

import java.util.List;

/**
 * A problem of a host.
 *
 * @param found the state of the host
 * @param why the reason why it matters
 * @param advice the remedy
 * @param files files that contain the remedy; empty if no file can
 */
public record Finding(
    Severity severity, String found, String why, String advice, List<OfferedFile> files) {
  public Finding {
    files = List.copyOf(files);
  }

  /** Returns an error without a file that mends it. */
  public static Finding error(String found, String why, String advice) {
    return new Finding(Severity.ERROR, found, why, advice, List.of());
  }

  /** Returns a warning. */
  public static Finding warning(String found, String why, String advice, OfferedFile... files) {
    return new Finding(Severity.WARNING, found, why, advice, List.of(files));
  }

  /** Returns the state and the remedy as one sentence: {@code object: fact; remedy}. */
  public String sentence() {
    return found + "; " + advice;
  }
}
