package net.sluice.doctor;

import java.util.List;

/**
 * Something about a host that does not fit what it shall carry.
 *
 * @param found what is there
 * @param why why it matters at this scale
 * @param advice what to do about it
 * @param files those that do it; none when no file does
 */
public record Finding(
    Severity severity, String found, String why, String advice, List<OfferedFile> files) {
  public Finding {
    files = List.copyOf(files);
  }

  static Finding error(String found, String why, String advice) {
    return new Finding(Severity.ERROR, found, why, advice, List.of());
  }

  static Finding warning(String found, String why, String advice, OfferedFile... files) {
    return new Finding(Severity.WARNING, found, why, advice, List.of(files));
  }
}
