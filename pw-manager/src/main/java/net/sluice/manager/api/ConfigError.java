package net.sluice.manager.api;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.opendaylight.yangtools.yang.common.ErrorTag;
import org.opendaylight.yangtools.yang.common.ErrorType;
import org.opendaylight.yangtools.yang.data.api.YangInstanceIdentifier;

/**
 * What is wrong with a request or a configuration: the content of one {@code rpc-error} (RFC 6241
 * section 4.3).
 *
 * @param type the layer
 * @param tag the error tag
 * @param appTag the error-app-tag, such as RFC 7950 section 15 names
 * @param path the node it is about
 * @param message for people: names the node, what is wrong, and what would be right
 * @param info further elements of error-info by name, such as session-id
 */
public record ConfigError(
    ErrorType type,
    ErrorTag tag,
    Optional<String> appTag,
    Optional<YangInstanceIdentifier> path,
    String message,
    Map<String, String> info) {

  /** An error of the application layer about a node. */
  public static ConfigError at(YangInstanceIdentifier path, ErrorTag tag, String message) {
    return new ConfigError(
        ErrorType.APPLICATION, tag, Optional.empty(), Optional.of(path), message, Map.of());
  }

  /** An error of the protocol layer about the request as a whole. */
  public static ConfigError protocol(ErrorTag tag, String message) {
    return new ConfigError(
        ErrorType.PROTOCOL, tag, Optional.empty(), Optional.empty(), message, Map.of());
  }

  /** The same with an error-app-tag. */
  public ConfigError withAppTag(String newAppTag) {
    return new ConfigError(type, tag, Optional.of(newAppTag), path, message, info);
  }

  /** The same with one more element in error-info. */
  public ConfigError withInfo(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(info);
    more.put(name, value);
    return new ConfigError(type, tag, appTag, path, message, more);
  }
}
