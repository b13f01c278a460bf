package net.sluice.l2tp;

/** The data plane can't be opened or read. The message is meant for an operator. */
public final class DataPlaneException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public DataPlaneException(String message, Throwable cause) {
    super(message, cause);
  }

  public DataPlaneException(String message) {
    super(message);
  }
}
