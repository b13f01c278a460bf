package net.sluice.northbound.load;

/** The computing of a request has no purpose any more. The message is the reason. */
public final class CancelledException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public CancelledException(String reason) {
    super(reason);
  }
}
