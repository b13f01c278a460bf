package net.sluice.yang;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** The end of a message about a name that does not exist: the name that was probably meant. */
public final class Suggestion {
  private Suggestion() {}

  /**
   * Returns the known name that is most similar, or else the list of all.
   *
   * @param known the names that would be accepted, in the order of the list
   * @return text that follows the unknown name; empty if no name is known
   */
  public static String of(String unknown, Collection<String> known) {
    return nearest(unknown, known)
        .map(name -> "; the nearest name is " + name)
        .orElseGet(() -> known.isEmpty() ? "" : ", only " + String.join(", ", known));
  }

  /** Returns the most similar name; empty if each differs in more than a third of its letters. */
  static Optional<String> nearest(String unknown, Collection<String> known) {
    record Candidate(String name, int distance) {}
    return known.stream()
        .flatMap(
            name -> {
              int longest = Math.max(name.length(), unknown.length());
              // The distance is at least the difference in length, so most need no calculation.
              return longest - Math.min(name.length(), unknown.length()) > longest / 3
                  ? Stream.of()
                  : Stream.of(new Candidate(name, distance(unknown, name)));
            })
        .filter(candidate -> candidate.distance <= Math.max(1, candidate.name.length() / 3))
        .min(Comparator.comparingInt(Candidate::distance))
        .map(Candidate::name);
  }

  /** Returns the number of letters to insert, delete, replace or swap (optimal alignment). */
  private static int distance(String one, String other) {
    String a = one.toLowerCase(Locale.ROOT);
    String b = other.toLowerCase(Locale.ROOT);
    int[][] d = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          d[i][j] = i + j;
          continue;
        }
        boolean same = a.charAt(i - 1) == b.charAt(j - 1);
        d[i][j] =
            Math.min(d[i - 1][j - 1] + (same ? 0 : 1), Math.min(d[i - 1][j] + 1, d[i][j - 1] + 1));
        boolean swapped =
            i > 1
                && j > 1
                && a.charAt(i - 1) == b.charAt(j - 2)
                && a.charAt(i - 2) == b.charAt(j - 1);
        if (swapped) {
          d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
        }
      }
    }
    return d[a.length()][b.length()];
  }
}
