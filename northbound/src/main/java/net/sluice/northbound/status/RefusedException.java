package net.sluice.northbound.status;

import io.netty.handler.codec.http.HttpResponseStatus;

/** A request that is answered with an error. */
final class RefusedException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient HttpResponseStatus status;

  RefusedException(HttpResponseStatus status, String message) {
    super(message, null, false, false);
    this.status = status;
  }

  Answer answer() {
    return Answer.error(status, getMessage());
  }
}
