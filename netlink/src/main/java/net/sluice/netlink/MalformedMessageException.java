package net.sluice.netlink;

/** A message or an attribute with inconsistent lengths, or a value with an unexpected size. */
public final class MalformedMessageException extends RuntimeException {
  private final String message;

  public MalformedMessageException(String message) {
    super(message);
    this.message = message;
  }

  @Override
  public String getMessage() {
    return message;
  }
}
