package net.sluice.funnel;

/**
 * A change of a funnel that the host refused. The message has the interface and the kernel's text.
 */
public final class FunnelException extends Exception {
  private static final long serialVersionUID = 1;

  private final String message;

  public FunnelException(String message) {
    super(message);
    this.message = message;
  }

  public FunnelException(String message, Throwable cause) {
    super(message, cause);
    this.message = message;
  }

  @Override
  public String getMessage() {
    return message;
  }
}
