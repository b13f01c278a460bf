package net.sluice.manager.store;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The files of a store: {@code running-REVISION.json} is a checkpoint, and {@code
 * running-REVISION.journal} has the commits after it.
 */
record StoreFiles(Disk disk, Path directory) {
  private static final Pattern NAME = Pattern.compile("running-(\\d{1,18})\\.(json|journal)");
  private static final String TEMPORARY = ".tmp";

  Path checkpoint(long revision) {
    return directory.resolve("running-" + revision + ".json");
  }

  Path journal(long revision) {
    return directory.resolve("running-" + revision + ".journal");
  }

  /** Returns the revisions that have a checkpoint, in ascending order. */
  TreeSet<Long> checkpoints() throws IOException {
    return revisions("json");
  }

  /** Returns the revisions that have a journal, in ascending order. */
  TreeSet<Long> journals() throws IOException {
    return revisions("journal");
  }

  /**
   * Writes the content of a file to a temporary file and syncs it. The caller renames it, so that
   * the file exists completely or not at all.
   *
   * @return the temporary file
   */
  Path writeTemporary(Path file, byte[] content) throws IOException {
    Path temporary = file.resolveSibling(file.getFileName() + TEMPORARY);
    try (var out = disk.create(temporary)) {
      out.write(content);
      out.sync();
    }
    return temporary;
  }

  /** Deletes the temporary files that an interrupted checkpoint left. */
  void deleteTemporary() throws IOException {
    for (String name : disk.list(directory)) {
      if (name.startsWith("running-") && name.endsWith(TEMPORARY)) {
        disk.delete(directory.resolve(name));
      }
    }
  }

  /** Renames the files that are newer than a revision, so that they are neither used nor lost. */
  void setAsideNewerThan(long revision) throws IOException {
    List<String> names = disk.list(directory);
    for (String name : names) {
      Matcher found = NAME.matcher(name);
      if (found.matches() && Long.parseLong(found.group(1)) > revision) {
        disk.rename(directory.resolve(name), directory.resolve(asideName(name, names)));
      }
    }
    disk.sync(directory);
  }

  /** Deletes all checkpoints except the newest ones, with their journals. */
  void keepNewest(int number) throws IOException {
    TreeSet<Long> kept = checkpoints();
    while (kept.size() > number) {
      long oldest = kept.pollFirst();
      disk.delete(checkpoint(oldest));
      disk.delete(journal(oldest));
    }
  }

  private static String asideName(String name, Collection<String> taken) {
    String aside = name + ".aside";
    for (int i = 2; taken.contains(aside); i++) {
      aside = name + ".aside-" + i;
    }
    return aside;
  }

  private TreeSet<Long> revisions(String kind) throws IOException {
    return disk.list(directory).stream()
        .map(NAME::matcher)
        .filter(found -> found.matches() && found.group(2).equals(kind))
        .map(found -> Long.valueOf(found.group(1)))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
