package net.sluice.yang;

/** A text is not a value of a leaf. The message names the leaf and the valid values. */
public final class InvalidValueException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String message;

  public InvalidValueException(String message) {
    super(message);
    this.message = message;
  }

  @Override
  public String getMessage() {
    return message;
  }
}
