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
 * A host, as its files describe it. A file that does not exist, or that this process may not read,
 * counts as unknown; checks report nothing about the unknown.
 */
public final class Host {
  private final Path root;

  /**
   * @param root the root directory of the host
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

  /** Returns the content of a file without white space around it; empty if it can not be read. */
  Optional<String> text(String path) {
    try (InputStream file = Files.newInputStream(path(path));
        InputStream in = path.endsWith(".gz") ? new GZIPInputStream(file) : file) {
      return Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8).strip());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Returns the lines of a file without white space around them; none if it can not be read. */
  List<String> lines(String path) {
    return text(path).stream().flatMap(String::lines).map(String::strip).toList();
  }

  /** Returns the names in a directory, sorted; none if it can not be read. */
  List<String> names(String directory) {
    try (Stream<Path> entries = Files.list(path(directory))) {
      return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
    } catch (IOException e) {
      return List.of();
    }
  }

  /** Returns the paths of the files in some directories whose names have the given ending. */
  List<String> files(String ending, String... directories) {
    return Arrays.stream(directories)
        .flatMap(
            directory ->
                names(directory).stream()
                    .filter(name -> name.endsWith(ending))
                    .map(name -> directory + "/" + name))
        .toList();
  }

  /** Returns a numeric parameter of the kernel; empty if it is not known. */
  OptionalLong sysctl(String key) {
    return text("/proc/sys/" + key.replace('.', '/'))
        .filter(text -> text.matches("\\d{1,18}"))
        .map(text -> OptionalLong.of(Long.parseLong(text)))
        .orElse(OptionalLong.empty());
  }

  /** Returns the release of the kernel, as {@code uname -r} prints it. */
  Optional<String> release() {
    return text("/proc/sys/kernel/osrelease");
  }

  /** Returns the names of the running processes, of which the kernel keeps 15 bytes. */
  Set<String> processes() {
    return names("/proc").stream()
        .filter(name -> Character.isDigit(name.charAt(0)))
        .flatMap(process -> text("/proc/" + process + "/comm").stream())
        .collect(Collectors.toSet());
  }

  /** Returns true if a program runs. */
  boolean runs(String program) {
    return processes().contains(program.substring(0, Math.min(15, program.length())));
  }
}
