package net.sluice.files;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.sluice.manager.Offline;
import net.sluice.manager.api.ConfigError;
import net.sluice.yang.JsonException;
import net.sluice.yang.JsonReader;
import net.sluice.yang.Paths;
import net.sluice.yang.Schema;
import org.opendaylight.yangtools.yang.data.api.schema.ContainerNode;

/** A file with a configuration: an instance of the YANG modules as RFC 7951 JSON. */
public final class ConfigFile {
  private ConfigFile() {}

  /**
   * Reads a file.
   *
   * @throws FailureException with all problems: those of the text, with line, column and octet, and
   *     then those of its meaning, as far as it can be read
   */
  public static ContainerNode read(Path file) throws FailureException {
    if (Files.isDirectory(file)) {
      throw new FailureException(file + " is a directory, not a configuration");
    }
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      return new JsonReader(Schema.get()).read(in);
    } catch (JsonException e) {
      throw new FailureException(problems(file, e));
    } catch (IOException e) {
      throw new FailureException("can not read the configuration: " + FileProblem.text(e), e);
    }
  }

  private static List<String> problems(Path file, JsonException e) {
    Set<String> unreadable =
        e.problems().stream().map(JsonException.Problem::path).collect(Collectors.toSet());
    Stream<String> meaning =
        e.content().stream()
            .flatMap(content -> Offline.problems(content, unreadable).stream())
            .map(ConfigFile::text);
    return Stream.concat(e.problems().stream().map(Object::toString), meaning)
        .map(problem -> file + ": " + problem)
        .toList();
  }

  /** Returns the errors of a configuration as problems of the file that it comes from. */
  public static FailureException refusal(Path file, List<ConfigError> errors) {
    return new FailureException(errors.stream().map(error -> file + ": " + text(error)).toList());
  }

  private static String text(ConfigError error) {
    return error.path().map(path -> Paths.text(path) + ": ").orElse("") + error.message();
  }
}
