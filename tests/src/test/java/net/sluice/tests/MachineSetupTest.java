package net.sluice.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import net.sluice.tests.site.Shell;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The search of {@code quickstart} and {@code test} for a JDK and packages, and the one line that
 * they print if something is missing. The programs of Debian are stand-ins.
 */
class MachineSetupTest {
  private static final Path SCRIPTS =
      Path.of(System.getProperty("basedir", ""), "../scripts").toAbsolutePath().normalize();

  @TempDir private Path directory;
  private Path programs;
  private final List<String> environment = new ArrayList<>();

  @BeforeEach
  void prepare() throws IOException {
    programs = Files.createDirectory(directory.resolve("bin"));
    program("dpkg-query", "exit 1");
    program("id", "echo 1000");
    program("apt-get", "[ \"$1\" = indextargets ] && echo list");
    offered("maven");
    environment("PATH", programs + ":/usr/bin:/bin");
    environment("JAVA_HOME", jdk("old", 17).toString());
  }

  private void environment(String name, String value) {
    environment.add(name + "=" + value);
  }

  private void program(String name, String body) throws IOException {
    executable(programs.resolve(name), body);
  }

  private static void executable(Path file, String body) throws IOException {
    Files.writeString(file, "#!/bin/bash\n" + body + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /** Makes a JDK whose javac reports its options as the JVM does. */
  private Path jdk(String name, int release) throws IOException {
    Path home = Files.createDirectories(directory.resolve(name));
    Path javac = Files.createDirectory(home.resolve("bin")).resolve("javac");
    executable(
        javac,
        "[ -z \"$JAVA_TOOL_OPTIONS\" ] || echo \"Picked up JAVA_TOOL_OPTIONS: $JAVA_TOOL_OPTIONS\""
            + " >&2\n"
            + "echo javac "
            + release
            + ".0.1");
    return home;
  }

  /** Sets the packages that apt offers. */
  private void offered(String... packages) throws IOException {
    program(
        "apt-cache",
        "for name in "
            + String.join(" ", packages)
            + "; do [ \"$2\" != $name ] || printf '%s:\\n  Candidate: 1\\n' \"$2\"; done");
  }

  private void release(String id, String version) throws IOException {
    Path file = directory.resolve("os-release");
    Files.writeString(file, "NAME='Some name'\nID=%s\nVERSION_ID=\"%s\"\n".formatted(id, version));
    environment("OS_RELEASE", file.toString());
  }

  /** Runs use_jdk. Only JAVA_HOME and PATH can have a JDK, because _jdk_candidates is replaced. */
  private Shell.Result useJdk() {
    String script =
        ". \"$0/common.sh\"; . \"$0/packages.sh\"; . \"$0/jdk.sh\";"
            + " _jdk_candidates() { :; }; use_jdk maven git; echo \"home $JAVA_HOME\"";
    return Shell.run(
        Stream.of(
                Stream.of("env", "-i"),
                environment.stream(),
                Stream.of("bash", "-euc", script, SCRIPTS.toString()))
            .flatMap(part -> part)
            .toList());
  }

  private String refusal() {
    Shell.Result result = useJdk();
    assertEquals(1, result.status(), result.output());
    assertEquals(1, result.output().lines().count(), result.output());
    return result.output();
  }

  @ParameterizedTest
  @ValueSource(ints = {21, 25, 26})
  void theJdkIsFoundWithToolOptionsInTheEnvironment(int release) throws IOException {
    program("dpkg-query", "printf installed");
    environment("JAVA_TOOL_OPTIONS", "-Dfile.encoding=UTF-8");
    Path home = jdk("a jdk " + release, release);
    environment("JAVA_HOME", home.toString());

    assertTrue(useJdk().ok().endsWith("home " + home));
  }

  @Test
  void aUserOfARecentDebianGetsOneCommandForAllThatIsMissing() throws IOException {
    release("debian", "13");
    offered("maven", "git", "openjdk-21-jdk-headless", "openjdk-25-jdk-headless");

    assertTrue(
        refusal()
            .endsWith(
                "as root: apt-get update && apt-get install --no-install-recommends"
                    + " maven git openjdk-25-jdk-headless"));
  }

  @Test
  void aUserOfARecentDebianWithoutPackageListsGetsTheSame() throws IOException {
    release("debian", "13");
    offered();
    program("apt-get", "true");

    assertTrue(refusal().endsWith("maven git openjdk-21-jdk-headless"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"list", ""})
  void debian12HasNoJdkAndTheCommandNamesAnArchiveThatHas(String lists) throws IOException {
    release("debian", "12");
    program("apt-get", "[ -z '%s' ] || echo list".formatted(lists));

    String line = refusal();

    assertFalse(line.contains("openjdk-21"), line);
    assertTrue(line.contains("install --no-install-recommends maven git extrepo"), line);
    assertTrue(line.contains("extrepo enable --offlinedata zulu-openjdk && apt-get update"), line);
    assertTrue(line.endsWith("zulu21-jdk-headless"), line);
  }

  /** Nothing is installed before the script knows that the rest can be had. */
  @Test
  void rootOfDebian12GetsTheSameLineBeforeAnythingIsInstalled() throws IOException {
    release("debian", "12");
    program("id", "echo 0");
    program("apt-get", "[ \"$1\" != -q ] || [ \"$2\" = update ] || exit 9");

    Shell.Result result = useJdk();

    assertEquals(1, result.status(), result.output());
    assertTrue(result.output().startsWith("== apt-get update\n"), result.output());
    assertTrue(result.output().endsWith("zulu21-jdk-headless"), result.output());
  }

  @Test
  void anotherDistributionWithoutAJdkGetsNoCommandOfDebian() throws IOException {
    release("other", "12");

    assertTrue(refusal().endsWith("unpack one and set JAVA_HOME"));
  }
}
