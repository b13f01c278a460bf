package net.sluice.doctor;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/**
 * What there is to know about a host, all of it read from files. What is not there, or may not be
 * read, is not known, and nothing is said about it.
 */
public final class Host {
  private final Path root;

  /**
   * @param root where its root directory is
   */
  public Host(Path root) {
    this.root = root;
  }

  private Path path(String path) {
    return root.resolve(path.substring(1));
  }

  boolean exists(String path) {
    return Files.exists(path(path));
  }

  boolean isProgram(String path) {
    return Files.isExecutable(path(path));
  }

  /** Content of a file, without white space around it. */
  Optional<String> text(String path) {
    try (InputStream file = Files.newInputStream(path(path));
        InputStream in = path.endsWith(".gz") ? new GZIPInputStream(file) : file) {
      return Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8).strip());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Lines of a file, without white space around them; none when it is not there. */
  List<String> lines(String path) {
    return text(path).stream().flatMap(String::lines).map(String::strip).toList();
  }

  /** Names in a directory, sorted. */
  List<String> names(String directory) {
    try (Stream<Path> entries = Files.list(path(directory))) {
      return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
    } catch (IOException e) {
      return List.of();
    }
  }

  /** Paths of the files in directories whose names have an ending. */
  List<String> files(String ending, String... directories) {
    return Arrays.stream(directories)
        .flatMap(
            directory ->
                names(directory).stream()
                    .filter(name -> name.endsWith(ending))
                    .map(name -> directory + "/" + name))
        .toList();
  }

  /** A parameter of the kernel that is a number. */
  OptionalLong sysctl(String key) {
    return text("/proc/sys/" + key.replace('.', '/'))
        .filter(text -> text.matches("\\d{1,18}"))
        .map(text -> OptionalLong.of(Long.parseLong(text)))
        .orElse(OptionalLong.empty());
  }

  /** Release of the kernel, as {@code uname -r} prints it. */
  Optional<String> release() {
    return text("/proc/sys/kernel/osrelease");
  }

  /** Names of the processes that run, of which the kernel keeps 15 bytes. */
  Set<String> processes() {
    return names("/proc").stream()
        .filter(name -> Character.isDigit(name.charAt(0)))
        .flatMap(process -> text("/proc/" + process + "/comm").stream())
        .collect(Collectors.toSet());
  }

  /** Whether a program runs. */
  boolean runs(String program) {
    return processes().contains(program.substring(0, Math.min(15, program.length())));
  }
}
