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
 * The files of a store: {@code running-REVISION.json}, a checkpoint, and {@code
 * running-REVISION.journal}, the commits after it.
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

  /** The revisions of which there is a checkpoint, ascending. */
  TreeSet<Long> checkpoints() throws IOException {
    return revisions("json");
  }

  /** The revisions of which there is a journal, ascending. */
  TreeSet<Long> journals() throws IOException {
    return revisions("journal");
  }

  /**
   * Writes a file so that it is there as a whole or not at all, but does not yet have its name.
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

  /** Deletes what an interrupted checkpoint left. */
  void deleteTemporary() throws IOException {
    for (String name : disk.list(directory)) {
      if (name.startsWith("running-") && name.endsWith(TEMPORARY)) {
        disk.delete(directory.resolve(name));
      }
    }
  }

  /** Renames what is newer than a revision, so that nothing finds it and nobody misses it. */
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

  /** Deletes all checkpoints but the newest ones, and their journals. */
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
