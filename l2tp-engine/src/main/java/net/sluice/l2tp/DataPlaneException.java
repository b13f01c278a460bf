package net.sluice.l2tp;

/** A failure to open or read the data plane. The message is for an operator. */
public final class DataPlaneException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public DataPlaneException(String message, Throwable cause) {
    super(message, cause);
  }

  public DataPlaneException(String message) {
    super(message);
  }
}
