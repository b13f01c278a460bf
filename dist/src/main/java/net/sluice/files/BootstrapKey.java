package net.sluice.files;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import net.sluice.northbound.netconf.NetconfServerConfig;

/**
 * A key of the bootstrap file. {@link BootstrapReader} reads the file with it, and the help of
 * {@code sluice daemon} is generated from it.
 *
 * @param name the names of the objects that contain the key, and its own, joined with dots
 * @param type the values that the key can have
 * @param fallback the default, as JSON; missing if the key is optional
 * @param text the meaning of the key, for the help
 */
public record BootstrapKey<T>(String name, Type<T> type, JsonNode fallback, String text) {

  /** Stands for the state directory at the beginning of a default path. */
  static final String STATE = "STATE-DIRECTORY";

  private static final Type<Path> PATH =
      new Type<>("path", "a path that begins with /", BootstrapKey::path);

  /** Not a host name, because its meaning would depend on a name server. */
  private static final Type<InetAddress> ADDRESS =
      new Type<>("IP address", "an IPv4 or IPv6 address", BootstrapKey::address);

  private static final Type<Integer> PORT = number(1, 65_535);

  static final BootstrapKey<Path> STATE_DIRECTORY =
      of("state-directory", PATH, "/var/lib/sluice", "Directory of the datastores and stored ids.");
  static final BootstrapKey<Path> INITIAL_CONFIG =
      optional(
          "initial-config",
          PATH,
          "Configuration (RFC 7951 JSON) for a state directory that has none yet.");
  static final BootstrapKey<InetAddress> NETCONF_ADDRESS =
      of("netconf.address", ADDRESS, "::", "Address that NETCONF listens on; :: is every address.");
  static final BootstrapKey<Integer> NETCONF_PORT =
      of("netconf.port", PORT, 830, "TCP port that NETCONF listens on.");
  static final BootstrapKey<Path> USERS_FILE =
      of(
          "netconf.users-file",
          PATH,
          "/etc/sluice/users",
          "Users of NETCONF; 'sluice user' changes it.");
  static final BootstrapKey<Path> HOST_KEY_FILE =
      of(
          "netconf.host-key-file",
          PATH,
          STATE + "/netconf-host-key",
          "Private SSH key of this host; created if it is missing.");
  static final BootstrapKey<Integer> MAX_SESSIONS =
      of("netconf.limits.max-sessions", number(1, 10_000), 64, "NETCONF sessions at one time.");
  static final BootstrapKey<Integer> MAX_MESSAGE =
      of(
          "netconf.limits.max-message",
          number(64 << 10, Integer.MAX_VALUE),
          NetconfServerConfig.DEFAULT_MAX_MESSAGE_BYTES,
          "Octets in one NETCONF message.");
  static final BootstrapKey<Integer> HELLO_TIMEOUT =
      of(
          "netconf.limits.hello-timeout",
          number(1, 3600),
          60,
          "Seconds until a client must have sent its hello.");
  static final BootstrapKey<Integer> IDLE_TIMEOUT =
      of(
          "netconf.limits.idle-timeout",
          number(0, Integer.MAX_VALUE),
          0,
          "Seconds without a request until a session ends; 0 is never.");
  static final BootstrapKey<InetAddress> STATUS_ADDRESS =
      of(
          "status.address",
          ADDRESS,
          "127.0.0.1",
          "Loopback address that the status endpoint listens on.");
  static final BootstrapKey<Integer> STATUS_PORT =
      of("status.port", PORT, 8830, "TCP port that the status endpoint listens on.");
  static final BootstrapKey<Bootstrap.LogLevel> LOG_LEVEL =
      of("log.level", constant(Bootstrap.LogLevel.class), "info", "Least level that is logged.");
  static final BootstrapKey<Path> LOG_FILE =
      optional("log.file", PATH, "File to log to. Without it Sluice logs to stderr.");

  private static final List<BootstrapKey<?>> ALL =
      List.of(
          STATE_DIRECTORY,
          INITIAL_CONFIG,
          NETCONF_ADDRESS,
          NETCONF_PORT,
          USERS_FILE,
          HOST_KEY_FILE,
          MAX_SESSIONS,
          MAX_MESSAGE,
          HELLO_TIMEOUT,
          IDLE_TIMEOUT,
          STATUS_ADDRESS,
          STATUS_PORT,
          LOG_LEVEL,
          LOG_FILE);

  /**
   * A type of values.
   *
   * @param label the values, for the help
   * @param expected the values, as the object of "must be"
   * @param reader returns the value of a JSON node; empty if the node has no such value
   */
  public record Type<T>(String label, String expected, Function<JsonNode, Optional<T>> reader) {}

  /** Returns all keys, in the order of the help. */
  public static List<BootstrapKey<?>> all() {
    return ALL;
  }

  /** Returns the last part of the name, as it is in its JSON object. */
  String member() {
    return name.substring(name.lastIndexOf('.') + 1);
  }

  /** Returns the default; empty if there is none. */
  Optional<T> defaultValue() {
    return type.reader().apply(fallback);
  }

  /** Returns the lines of the help about this key. */
  public Stream<String> help() {
    String value = fallback.isMissingNode() ? "optional" : "default " + fallback.asText();
    return Stream.of("  %s: %s; %s".formatted(name, type.label(), value), "      " + text);
  }

  private static <T> BootstrapKey<T> of(String name, Type<T> type, String fallback, String text) {
    return new BootstrapKey<>(name, type, TextNode.valueOf(fallback), text);
  }

  private static <T> BootstrapKey<T> of(String name, Type<T> type, int fallback, String text) {
    return new BootstrapKey<>(name, type, IntNode.valueOf(fallback), text);
  }

  private static <T> BootstrapKey<T> optional(String name, Type<T> type, String text) {
    return new BootstrapKey<>(name, type, MissingNode.getInstance(), text);
  }

  private static Optional<Path> path(JsonNode node) {
    try {
      return node.isTextual() && node.textValue().startsWith("/")
          ? Optional.of(Path.of(node.textValue()))
          : Optional.empty();
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }

  private static Optional<InetAddress> address(JsonNode node) {
    return node.isTextual()
        ? Optional.ofNullable(NetUtil.createInetAddressFromIpAddressString(node.textValue()))
        : Optional.empty();
  }

  private static Type<Integer> number(int min, int max) {
    String label = "number from %d to %d".formatted(min, max);
    return new Type<>(
        label,
        "a " + label,
        node ->
            node.isInt() && node.intValue() >= min && node.intValue() <= max
                ? Optional.of(node.intValue())
                : Optional.empty());
  }

  /** A constant of an enum, in lower case. */
  private static <E extends Enum<E>> Type<E> constant(Class<E> type) {
    List<E> constants = List.of(type.getEnumConstants());
    String label =
        "one of " + String.join(", ", constants.stream().map(BootstrapKey::word).toList());
    return new Type<>(
        label,
        label,
        node ->
            constants.stream()
                .filter(constant -> node.isTextual() && word(constant).equals(node.textValue()))
                .findFirst());
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
