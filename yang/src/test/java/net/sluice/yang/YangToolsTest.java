package net.sluice.yang;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tools of other projects read the models: yanglint of libyang and yangdump of yuma. */
class YangToolsTest {
  private static final Path TREES = Path.of("..", "docs", "yang-trees.md");

  @TempDir private Path directory;

  @BeforeEach
  void writeModules() throws IOException {
    for (YangModule module : Schema.get().modules()) {
      Files.writeString(file(module), module.text());
    }
  }

  @Test
  void yanglintReportsNothing() throws Exception {
    for (YangModule module : sluiceModules().toList()) {
      assertEquals("", yanglint(file(module).toString()), module.name());
    }
  }

  @Test
  void yangdumpReportsNothing() throws Exception {
    for (YangModule module : sluiceModules().toList()) {
      String output =
          run("yangdump", "yangdump", "--modpath=" + directory, file(module).toString());
      // yangdump counts a warning for every module, but prints real ones only.
      assertTrue(output.contains("*** 0 Errors"), output);
      assertTrue(
          output.lines().noneMatch(line -> line.matches(".*: (error|warning)\\(.*")), output);
    }
  }

  @Test
  void theTreeDiagramsInTheDocumentationAreCurrent() throws Exception {
    var text =
        new StringBuilder(
            """
            # The YANG trees

            Generated from the modules (RFC 8340 notation). The test YangToolsTest compares this file with the modules.
            To generate it again, run `mvn -pl yang -am test -Dsluice.regenerate -Dtest=YangToolsTest`.
            """);
    var modules = new ArrayList<String>();
    sluiceModules()
        .filter(module -> module.conformance() == YangModule.Conformance.IMPLEMENT)
        .map(module -> file(module).toString())
        .forEach(modules::add);
    var command = new ArrayList<>(List.of("-f", "tree"));
    command.addAll(modules);
    text.append("\n```\n").append(yanglint(command.toArray(String[]::new))).append("```\n");
    if (System.getProperty("sluice.regenerate") != null) {
      Files.createDirectories(TREES.getParent());
      Files.writeString(TREES, text);
    }
    assertEquals(Files.readString(TREES), text.toString());
  }

  private Stream<YangModule> sluiceModules() {
    return Schema.get().modules().stream().filter(module -> module.name().startsWith("sluice-"));
  }

  private Path file(YangModule module) {
    return directory.resolve(module.name() + "@" + module.revision() + ".yang");
  }

  private String yanglint(String... arguments) throws IOException, InterruptedException {
    var command = new ArrayList<>(List.of("yanglint", "--path", directory.toString()));
    command.addAll(List.of(arguments));
    return run("libyang2-tools", command.toArray(String[]::new));
  }

  /** Runs a tool. Returns its output and errors. Skips the test if the tool is not installed. */
  private static String run(String debianPackage, String... command)
      throws IOException, InterruptedException {
    assumeTrue(
        Stream.of(System.getenv("PATH").split(":"))
            .anyMatch(directory -> Files.isExecutable(Path.of(directory, command[0]))),
        command[0] + " is not installed: it is in the Debian package " + debianPackage);
    var process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), output);
    return output;
  }
}
