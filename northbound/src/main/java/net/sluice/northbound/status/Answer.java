package net.sluice.northbound.status;

import com.fasterxml.jackson.core.JsonGenerator;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.IOException;

/**
 * What a request is answered with.
 *
 * @param status the HTTP status
 * @param body writes the one JSON value of the body; not called for HEAD
 */
record Answer(HttpResponseStatus status, Body body) {

  /** Writes a JSON value. */
  @FunctionalInterface
  interface Body {
    /** Writes the value; blocks while the client is slow. */
    void write(JsonGenerator json) throws IOException;
  }

  static Answer ok(Body body) {
    return new Answer(HttpResponseStatus.OK, body);
  }

  /** An error, with the same JSON for all of them. */
  static Answer error(HttpResponseStatus status, String message) {
    return new Answer(
        status,
        json -> {
          json.writeStartObject();
          json.writeNumberField("status", status.code());
          json.writeStringField("error", message);
          json.writeEndObject();
        });
  }
}
