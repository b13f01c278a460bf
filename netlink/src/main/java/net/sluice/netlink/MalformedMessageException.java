package net.sluice.netlink;

/**
 * A message or an attribute whose lengths do not fit together, or a value of an unexpected size.
 */
public final class MalformedMessageException extends RuntimeException {
  public MalformedMessageException(String message) {
    super(message);
  }
}
