package net.sluice;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A page of the documentation, and the fenced blocks in it.
 *
 * @param name path from the root of the repository
 */
record ManualPage(String name, List<Block> blocks) {
  private static final Path ROOT = Path.of("..");
  private static final String FENCE = "```";

  /**
   * A fenced block.
   *
   * @param page name of its page
   * @param line number of the line of its opening fence, from 1
   * @param language the word behind the opening fence; empty if there is none
   * @param lines the lines between the fences
   */
  record Block(String page, int line, String language, List<String> lines) {
    String text() {
      return String.join("\n", lines) + "\n";
    }

    String place() {
      return page + ":" + line;
    }
  }

  /** The pages whose examples are run: the README, the manual, and the guide to other vendors. */
  static List<ManualPage> all() throws IOException {
    List<ManualPage> pages = new ArrayList<>();
    pages.add(read(ROOT.resolve("README.md")));
    try (Stream<Path> manual = Files.list(ROOT.resolve("docs/manual"))) {
      for (Path file : manual.filter(file -> file.toString().endsWith(".md")).sorted().toList()) {
        pages.add(read(file));
      }
    }
    pages.add(read(ROOT.resolve("docs/interop.md")));
    return pages;
  }

  private static ManualPage read(Path file) throws IOException {
    return parse(ROOT.relativize(file).toString(), Files.readAllLines(file));
  }

  /**
   * Finds the blocks.
   *
   * @throws AssertionError a block is not closed, or is indented instead of fenced
   */
  static ManualPage parse(String name, List<String> lines) {
    List<Block> blocks = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      if (line.startsWith(FENCE)) {
        int end = i + 1;
        while (end < lines.size() && !lines.get(end).equals(FENCE)) {
          end++;
        }
        if (end == lines.size()) {
          throw new AssertionError("%s:%d: the block is not closed".formatted(name, i + 1));
        }
        String language = line.substring(FENCE.length()).strip();
        blocks.add(new Block(name, i + 1, language, List.copyOf(lines.subList(i + 1, end))));
        i = end;
      } else if (line.startsWith("    ") && i > 0 && lines.get(i - 1).isBlank()) {
        throw new AssertionError("%s:%d: use a fenced block".formatted(name, i + 1));
      }
    }
    return new ManualPage(name, List.copyOf(blocks));
  }

  Stream<Block> blocks(String language) {
    return blocks.stream().filter(block -> block.language().equals(language));
  }
}
