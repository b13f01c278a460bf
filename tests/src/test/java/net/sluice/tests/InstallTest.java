package net.sluice.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import net.sluice.tests.site.Shell;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The files that {@code scripts/install} copies. tests/installed-service starts the service. */
class InstallTest {
  private static final Path ROOT =
      Path.of(System.getProperty("basedir", ""), "..").toAbsolutePath().normalize();

  private static final Path UNIT = ROOT.resolve("dist/src/main/packaging/systemd/sluice.service");

  /** The highest exposure that is accepted, in tenths. */
  private static final String THRESHOLD = "30";

  @TempDir private Path directory;

  private Shell.Result install(String... arguments) {
    return Shell.run(
        Stream.concat(
                Stream.of(
                    ROOT.resolve("scripts/install").toString(), "--destdir", directory + "/a b"),
                Stream.of(arguments))
            .toList());
  }

  private Path installed(String path) {
    return directory.resolve("a b" + path);
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.walk(installed(""))) {
      return files.filter(file -> !Files.isDirectory(file)).sorted().toList();
    }
  }

  @ParameterizedTest
  @CsvSource({"/usr/local, /usr/local/lib", "/usr, /usr/lib", "/opt/sluice, /etc"})
  void systemdFindsTheUnitAndTheUnitFindsTheProgram(String prefix, String units)
      throws IOException {
    install("--prefix", prefix).ok();

    String unit = Files.readString(installed(units + "/systemd/system/sluice.service"));
    assertTrue(unit.contains("\nExecStart=" + prefix + "/bin/sluice daemon\n"), unit);
    assertTrue(Files.exists(installed(units + "/sysusers.d/sluice.conf")));
    assertTrue(Files.exists(installed(units + "/tmpfiles.d/sluice.conf")));
    Shell.ok(installed(prefix + "/bin/sluice").toString(), "--version");
  }

  @Test
  void aSecondInstallationReplacesTheFirst() throws IOException {
    install().ok();
    List<Path> first = files();
    Files.writeString(installed("/usr/local/lib/sluice/lib/old.jar"), "");

    install().ok();

    assertEquals(first, files());
  }

  @Test
  void theRemovalKeepsTheConfigurationUnlessItIsPurged() throws IOException {
    install().ok();
    Files.createDirectories(installed("/etc/sluice"));
    Path users = Files.writeString(installed("/etc/sluice/users"), "{}");

    install("--uninstall").ok();
    assertEquals(List.of(users), files());

    install("--uninstall", "--purge").ok();
    assertEquals(List.of(), files());
  }

  @ParameterizedTest
  @CsvSource({
    "--purge, --purge needs --uninstall",
    "--prefix=relative, --prefix needs a path that begins with /",
    "--prefix=/a b, --prefix: systemd needs a path",
    "--other, unknown option --other"
  })
  void aWrongOptionIsReportedInOneLine(String option, String message) {
    Shell.Result result = install(option);

    assertEquals(1, result.status(), result.output());
    assertTrue(result.output().startsWith("install: " + message), result.output());
    assertEquals(1, result.output().lines().count(), result.output());
  }

  @Test
  void theUnitExposesLittle() throws IOException {
    assumeTrue(
        Shell.has("systemd-analyze")
            && Shell.ok("systemd-analyze", "--help").contains("--threshold"),
        "no systemd-analyze of systemd 250 or newer");
    Path unit =
        Files.writeString(
            directory.resolve("sluice.service"),
            Files.readString(UNIT).replaceFirst("ExecStart=\\S+", "ExecStart=/bin/true"));

    Shell.ok(
        "systemd-analyze",
        "security",
        "--offline=true",
        "--threshold=" + THRESHOLD,
        "--no-pager",
        unit.toString());
  }
}
