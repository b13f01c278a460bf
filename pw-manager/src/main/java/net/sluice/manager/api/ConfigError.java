package net.sluice.manager.api;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.opendaylight.yangtools.yang.common.ErrorTag;
import org.opendaylight.yangtools.yang.common.ErrorType;
import org.opendaylight.yangtools.yang.data.api.YangInstanceIdentifier;

/**
 * A problem of a request or of a configuration: the content of one {@code rpc-error} (RFC 6241
 * section 4.3).
 *
 * @param type the layer: application, protocol, rpc or transport
 * @param tag the error tag
 * @param appTag the error-app-tag, for example one of RFC 7950 section 15
 * @param path the node that has the problem; empty if no single node has it
 * @param message one sentence for people: object, fact and remedy
 * @param info additional elements of error-info by name, for example session-id
 * @param nonUnique the leafs that have the same values although they must be unique (RFC 7950
 *     section 15.1); empty for other problems
 */
public record ConfigError(
    ErrorType type,
    ErrorTag tag,
    Optional<String> appTag,
    Optional<YangInstanceIdentifier> path,
    String message,
    Map<String, String> info,
    List<YangInstanceIdentifier> nonUnique) {

  public ConfigError(
      ErrorType type,
      ErrorTag tag,
      Optional<String> appTag,
      Optional<YangInstanceIdentifier> path,
      String message,
      Map<String, String> info) {
    this(type, tag, appTag, path, message, info, List.of());
  }

  /** Returns an error of the application layer that concerns one node. */
  public static ConfigError at(YangInstanceIdentifier path, ErrorTag tag, String message) {
    return new ConfigError(
        ErrorType.APPLICATION, tag, Optional.empty(), Optional.of(path), message, Map.of());
  }

  /** Returns an error of the protocol layer that concerns the request as a whole. */
  public static ConfigError protocol(ErrorTag tag, String message) {
    return new ConfigError(
        ErrorType.PROTOCOL, tag, Optional.empty(), Optional.empty(), message, Map.of());
  }

  /**
   * Returns an error about leafs that must be unique.
   *
   * @param path the node that has the problem
   * @param leafs all leafs with the values
   */
  public static ConfigError notUnique(
      YangInstanceIdentifier path, List<YangInstanceIdentifier> leafs, String message) {
    return new ConfigError(
        ErrorType.APPLICATION,
        ErrorTag.OPERATION_FAILED,
        Optional.of("data-not-unique"),
        Optional.of(path),
        message,
        Map.of(),
        List.copyOf(leafs));
  }

  /** Returns a copy with an error-app-tag. */
  public ConfigError withAppTag(String newAppTag) {
    return new ConfigError(type, tag, Optional.of(newAppTag), path, message, info, nonUnique);
  }

  /** Returns a copy at a node. */
  public ConfigError withPath(YangInstanceIdentifier newPath) {
    return new ConfigError(type, tag, appTag, Optional.of(newPath), message, info, nonUnique);
  }

  /** Returns a copy with one more element in error-info. */
  public ConfigError withInfo(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(info);
    more.put(name, value);
    return new ConfigError(type, tag, appTag, path, message, more, nonUnique);
  }
}
