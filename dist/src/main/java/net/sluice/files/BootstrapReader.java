package net.sluice.files;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import net.sluice.northbound.netconf.NetconfServerConfig;
import net.sluice.yang.JsonSyntax;

/** Reads the bootstrap file with {@link BootstrapKey}. Reports all problems together. */
public final class BootstrapReader {
  private static final ObjectMapper MAPPER =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  private BootstrapReader() {}

  /**
   * Reads the given file, or the default file, which does not have to exist.
   *
   * @throws FailureException with all problems of the file
   */
  public static Bootstrap read(Optional<Path> given) throws FailureException {
    Path file = given.orElse(Path.of(Bootstrap.DEFAULT_FILE));
    try {
      return parse(file.toString(), Files.readString(file));
    } catch (NoSuchFileException e) {
      if (given.isEmpty()) {
        return parse(file.toString(), "{}");
      }
      throw FailureException.usage(List.of(file + ": there is no such file"));
    } catch (IOException e) {
      throw FailureException.usage(
          List.of("can not read the bootstrap file: " + FileProblem.text(e)));
    }
  }

  /**
   * Parses the text of a file.
   *
   * @param file the name of the file in messages
   * @throws FailureException with all problems of the text
   */
  public static Bootstrap parse(String file, String text) throws FailureException {
    List<String> problems = new ArrayList<>();
    Optional<Bootstrap> bootstrap = Optional.empty();
    try {
      addDuplicates(text, problems);
      bootstrap = Optional.of(bootstrap(new JsonSection("", MAPPER.readTree(text), problems)));
    } catch (JsonProcessingException e) {
      problems.add(JsonSyntax.place(e) + JsonSyntax.text(e).orElseThrow());
    } catch (IOException e) {
      throw new UncheckedIOException("a text in memory is always readable", e);
    }
    if (bootstrap.isPresent() && problems.isEmpty()) {
      return bootstrap.get();
    }
    throw FailureException.usage(problems.stream().map(problem -> file + ": " + problem).toList());
  }

  /** Adds the members that an object has twice. The tree that is read later has only the last. */
  private static void addDuplicates(String text, List<String> problems) throws IOException {
    Deque<Set<String>> objects = new ArrayDeque<>();
    try (JsonParser parser = MAPPER.createParser(text)) {
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        switch (token) {
          case START_OBJECT -> objects.push(new HashSet<>());
          case END_OBJECT -> objects.pop();
          case FIELD_NAME -> {
            if (!objects.getFirst().add(parser.currentName())) {
              problems.add(
                  "line %d column %d: the member %s is here for the second time"
                      .formatted(
                          parser.currentTokenLocation().getLineNr(),
                          parser.currentTokenLocation().getColumnNr(),
                          parser.currentName()));
            }
          }
          default -> {}
        }
      }
    }
  }

  private static Bootstrap bootstrap(JsonSection root) {
    Path state = root.get(BootstrapKey.STATE_DIRECTORY);
    Optional<Path> initial = root.find(BootstrapKey.INITIAL_CONFIG);
    Bootstrap bootstrap =
        new Bootstrap(
            state,
            initial,
            netconf(root.section("netconf"), state),
            status(root.section("status")),
            log(root.section("log")));
    root.finish();
    return bootstrap;
  }

  private static NetconfServerConfig netconf(JsonSection section, Path state) {
    JsonSection limits = section.section("limits");
    NetconfServerConfig netconf =
        new NetconfServerConfig(
            section.get(BootstrapKey.NETCONF_ADDRESS),
            section.get(BootstrapKey.NETCONF_PORT),
            section
                .find(BootstrapKey.HOST_KEY_FILE)
                .orElseGet(() -> below(state, BootstrapKey.HOST_KEY_FILE)),
            section.get(BootstrapKey.USERS_FILE),
            limits.get(BootstrapKey.MAX_SESSIONS),
            limits.get(BootstrapKey.MAX_MESSAGE),
            Duration.ofSeconds(limits.get(BootstrapKey.HELLO_TIMEOUT)),
            Duration.ofSeconds(limits.get(BootstrapKey.IDLE_TIMEOUT)));
    limits.finish();
    section.finish();
    return netconf;
  }

  private static Path below(Path state, BootstrapKey<Path> key) {
    return Path.of(key.fallback().textValue().replace(BootstrapKey.STATE, state.toString()));
  }

  private static InetSocketAddress status(JsonSection section) {
    InetSocketAddress address =
        new InetSocketAddress(
            section.get(BootstrapKey.STATUS_ADDRESS), section.get(BootstrapKey.STATUS_PORT));
    if (!address.getAddress().isLoopbackAddress()) {
      section.problem(
          BootstrapKey.STATUS_ADDRESS,
          "must be a loopback address: the status endpoint knows no users");
    }
    section.finish();
    return address;
  }

  private static Bootstrap.Log log(JsonSection section) {
    Bootstrap.Log log =
        new Bootstrap.Log(section.get(BootstrapKey.LOG_LEVEL), section.find(BootstrapKey.LOG_FILE));
    section.finish();
    return log;
  }
}
