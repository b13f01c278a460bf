package net.sluice.northbound.status;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * The answer to a request.
 *
 * @param status the HTTP status
 * @param type media type of the content
 * @param content writes the content; not called for HEAD
 */
record Answer(HttpResponseStatus status, CharSequence type, Content content) {
  private static final JsonFactory JSON =
      JsonFactory.builder().disable(StreamWriteFeature.AUTO_CLOSE_TARGET).build();

  /** Writes the content. */
  @FunctionalInterface
  interface Content {
    /** Writes all of the content. It waits while the client is slow. */
    void write(OutputStream out) throws IOException;
  }

  /** Writes a JSON value. */
  @FunctionalInterface
  interface Body {
    /** Writes the value. It waits while the client is slow. */
    void write(JsonGenerator json) throws IOException;
  }

  /** Returns an answer with status 200 and one JSON value. */
  static Answer ok(Body body) {
    return json(HttpResponseStatus.OK, body);
  }

  /** Returns an answer with one JSON value. */
  static Answer json(HttpResponseStatus status, Body body) {
    return new Answer(
        status,
        HttpHeaderValues.APPLICATION_JSON,
        out -> {
          // Not closed after a failure: that would close the brackets of an incomplete answer.
          JsonGenerator json = JSON.createGenerator(out);
          body.write(json);
          json.writeRaw('\n');
          json.close();
        });
  }

  /** Returns an answer with a picture in SVG. */
  static Answer svg(String picture) {
    return new Answer(
        HttpResponseStatus.OK,
        "image/svg+xml",
        out -> out.write(picture.getBytes(StandardCharsets.UTF_8)));
  }

  /** Returns an error. All errors have the same JSON. */
  static Answer error(HttpResponseStatus status, String message) {
    return json(
        status,
        json -> {
          json.writeStartObject();
          json.writeNumberField("status", status.code());
          json.writeStringField("error", message);
          json.writeEndObject();
        });
  }
}
