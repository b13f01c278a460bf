package net.sluice.funnel;

/** The host refused a change of a funnel. The message names the interface and the kernel's text. */
public final class FunnelException extends Exception {
  private static final long serialVersionUID = 1;

  public FunnelException(String message) {
    super(message);
  }

  public FunnelException(String message, Throwable cause) {
    super(message, cause);
  }
}
