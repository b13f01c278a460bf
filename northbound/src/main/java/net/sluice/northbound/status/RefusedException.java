package net.sluice.northbound.status;

import io.netty.handler.codec.http.HttpResponseStatus;

/** The refusal of a request, which is answered with an error. */
final class RefusedException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient Answer answer;

  RefusedException(HttpResponseStatus status, String message) {
    super(message, null, false, false);
    this.answer = Answer.error(status, message);
  }

  /** Returns the error as an answer. */
  Answer answer() {
    return answer;
  }
}
