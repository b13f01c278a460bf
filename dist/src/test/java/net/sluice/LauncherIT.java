package net.sluice;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import net.sluice.files.ExitCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher and the jars of the build. */
class LauncherIT {
  private static final Path LAUNCHER = Path.of("target/sluice/bin/sluice").toAbsolutePath();

  @TempDir private Path directory;

  private record Run(int code, String out, String err) {}

  /** Runs the launcher with a Java home. */
  private Run run(String javaHome, String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(LAUNCHER.toString()));
    command.addAll(List.of(arguments));
    Path out = directory.resolve("out");
    Path err = directory.resolve("err");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
    builder.environment().put("JAVA_HOME", javaHome);
    builder.environment().remove("SLUICE_JAVA_OPTS");
    Process process = builder.start();
    try {
      assertTrue(process.waitFor(60, TimeUnit.SECONDS), "the launcher did not end");
    } finally {
      process.destroyForcibly();
    }
    return new Run(process.exitValue(), Files.readString(out), Files.readString(err));
  }

  /** Creates a Java home whose {@code java} prints its arguments, one per line. */
  private String fakeJava(String version) throws IOException {
    Path home = directory.resolve("java " + version);
    Path java = home.resolve("bin/java");
    Files.createDirectories(java.getParent());
    Files.writeString(home.resolve("release"), "A=\"1\"\nJAVA_VERSION=\"%s\"\n".formatted(version));
    Files.writeString(java, "#!/bin/sh\nprintf '%s\\n' \"$@\"\n", StandardCharsets.UTF_8);
    Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
    return home.toString();
  }

  @Test
  void theVersionIsThatOfTheBuild() throws Exception {
    Run run = run(System.getProperty("java.home"), "--version");

    assertTrue(run.out().matches("sluice [0-9]+\\.[0-9]+\\.\\S+ \\(Java .*\\)\n"), run.out());
    assertEquals("", run.err());
    assertEquals(ExitCode.OK, run.code());
  }

  @Test
  void everyCommandPrintsItsHelpWithoutAWarning() throws Exception {
    for (String command : Main.commandLine().getSubcommands().keySet()) {
      Run run = run(System.getProperty("java.home"), command, "--help");

      assertTrue(run.out().startsWith("Usage: sluice " + command), run.out());
      assertEquals("", run.err());
    }
  }

  @Test
  void theCompletionScriptIsBash() throws Exception {
    Run run = run(System.getProperty("java.home"), "completion");
    Path script = Files.writeString(directory.resolve("completion"), run.out());

    Process bash = new ProcessBuilder("bash", "-n", script.toString()).inheritIO().start();

    assertEquals(0, bash.waitFor());
    assertTrue(run.out().contains("pseudowires"), "the words of 'show' are not completed");
  }

  @Test
  void javaGetsTheOptionsOfItsRelease() throws Exception {
    List<String> newer = run(fakeJava("23.0.1"), "show", "a b").out().lines().toList();
    List<String> older = run(fakeJava("21.0.9"), "daemon").out().lines().toList();

    assertTrue(newer.contains("--sun-misc-unsafe-memory-access=allow"), newer.toString());
    assertFalse(older.contains("--sun-misc-unsafe-memory-access=allow"), older.toString());
    assertTrue(older.contains("--enable-native-access=ALL-UNNAMED"), older.toString());
    assertEquals(
        List.of("net.sluice.Main", "show", "a b"), newer.subList(newer.size() - 3, newer.size()));
    assertTrue(newer.contains("-XX:+UseSerialGC"), newer.toString());
    assertFalse(older.contains("-XX:+UseSerialGC"), older.toString());
  }

  @Test
  void aJavaThatIsTooOldIsSkipped() throws Exception {
    Run run = run(fakeJava("17.0.1"), "--version");

    assertTrue(run.out().startsWith("sluice "), run.out());
  }
}
