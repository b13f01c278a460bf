package net.sluice.yang;

/** A text is no value of a leaf. The message is for people: it names the leaf and what would do. */
public final class InvalidValueException extends Exception {
  private static final long serialVersionUID = 1L;

  public InvalidValueException(String message) {
    super(message);
  }
}
