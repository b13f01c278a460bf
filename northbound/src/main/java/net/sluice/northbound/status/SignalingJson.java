package net.sluice.northbound.status;

import com.fasterxml.jackson.core.JsonGenerator;
import com.google.common.net.InetAddresses;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import net.sluice.l2tp.CircuitStatus;
import net.sluice.l2tp.MessageType;
import net.sluice.l2tp.Result;
import net.sluice.l2tp.signaling.SessionReport;
import net.sluice.l2tp.signaling.SystemCounters;
import net.sluice.l2tp.signaling.TunnelCounters;
import net.sluice.l2tp.signaling.TunnelReport;

/**
 * The signaling state of tunnels and sessions in JSON, with the names of the YANG nodes. It has no
 * secrets and no cookies.
 */
final class SignalingJson {
  private static final Map<Integer, String> CIRCUIT_BITS =
      new TreeMap<>(
          Map.of(
              CircuitStatus.ACTIVE, "active",
              CircuitStatus.NEW, "new",
              CircuitStatus.RECEIVE_FAULT, "receive-fault",
              CircuitStatus.TRANSMIT_FAULT, "transmit-fault",
              CircuitStatus.NETWORK_RECEIVE_FAULT, "network-receive-fault",
              CircuitStatus.NETWORK_TRANSMIT_FAULT, "network-transmit-fault",
              CircuitStatus.STANDBY, "standby"));

  private SignalingJson() {}

  /** Returns the value of the YANG leaf {@code signaling} of a tunnel. */
  static String kind(Optional<TunnelReport> report) {
    return report.map(found -> found.keepalive() ? "keepalive" : "dynamic").orElse("static");
  }

  /** Writes the members {@code origin}, {@code peer-profile} and {@code control-connection}. */
  static void controlConnection(JsonGenerator json, TunnelReport report) throws IOException {
    json.writeStringField("origin", report.configured() ? "configured" : "peer");
    if (report.peerProfile().isPresent()) {
      json.writeStringField("peer-profile", report.peerProfile().get());
    }
    json.writeObjectFieldStart("control-connection");
    json.writeStringField("state", JsonFields.word(report.state()));
    json.writeNumberField("established-sessions", report.sessions());
    lastResult(json, report.lastResult());
    json.writeObjectFieldStart("local");
    id(json, "tunnel-id", report.local().id());
    if (report.local().address().isPresent()) {
      endpoint(json, report.local().address().get());
    }
    json.writeEndObject();
    json.writeObjectFieldStart("peer");
    id(json, "tunnel-id", report.peer().id());
    endpoint(json, report.peer().address());
    text(json, "host-name", report.peer().hostName());
    if (report.peer().routerId() != 0) {
      json.writeStringField("router-id", dottedQuad(report.peer().routerId()));
    }
    text(json, "vendor-name", report.peer().vendor());
    json.writeArrayFieldStart("pseudowire-type");
    for (int type : report.peer().capabilities()) {
      json.writeNumber(type);
    }
    json.writeEndArray();
    id(json, "receive-window", report.peer().window());
    json.writeEndObject();
    json.writeEndObject();
  }

  /** Writes the member {@code signaled}. */
  static void signaled(JsonGenerator json, SessionReport report) throws IOException {
    json.writeObjectFieldStart("signaled");
    json.writeStringField("state", JsonFields.word(report.state()));
    json.writeStringField("remote-end-id", report.remoteEndId().toString());
    id(json, "local-session-id", report.local().sessionId());
    id(json, "peer-session-id", report.peer().sessionId());
    if (report.state() == SessionReport.State.ESTABLISHED) {
      json.writeNumberField("transmit-cookie-length", report.peer().cookie().octets());
      json.writeNumberField("receive-cookie-length", report.local().cookie().octets());
      json.writeStringField("sublayer", JsonFields.word(report.sublayer()));
      json.writeStringField("sequencing", JsonFields.word(report.sequencing()));
      circuit(json, "local-circuit-status", report.local().circuit());
      circuit(json, "peer-circuit-status", report.peer().circuit());
    }
    lastResult(json, report.lastResult());
    json.writeEndObject();
  }

  private static void lastResult(JsonGenerator json, Optional<Result> result) throws IOException {
    if (result.isPresent()) {
      json.writeNumberField("last-result-code", result.get().code());
      if (result.get().error().isPresent()) {
        json.writeNumberField("last-error-code", result.get().error().getAsInt());
      }
    }
  }

  /** Writes the counters of a tunnel, without message types that have not occurred. */
  static void counters(JsonGenerator json, String tunnel, TunnelCounters counters)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("tunnel", tunnel);
    json.writeObjectFieldStart("messages");
    Map<MessageType, TunnelCounters.ByType> messages = new EnumMap<>(MessageType.class);
    messages.putAll(counters.messages());
    for (Map.Entry<MessageType, TunnelCounters.ByType> message : messages.entrySet()) {
      json.writeObjectFieldStart(JsonFields.word(message.getKey()));
      json.writeNumberField("sent", message.getValue().sent());
      json.writeNumberField("good", message.getValue().good());
      json.writeNumberField("bad", message.getValue().bad());
      json.writeEndObject();
    }
    json.writeEndObject();
    json.writeNumberField("retransmits", counters.retransmits());
    json.writeNumberField("zero-length", counters.zlb());
    json.writeNumberField("duplicates", counters.duplicates());
    json.writeNumberField("out-of-order", counters.outOfOrder());
    json.writeNumberField("digest-failures", counters.digestFailures());
    reasons(json, "drops", counters.drops());
    reasons(json, "refusals", counters.refusals());
    json.writeNumberField("congestion-window", counters.congestionWindow());
    json.writeNumberField("ns", counters.ns());
    json.writeNumberField("nr", counters.nr());
    json.writeEndObject();
  }

  /** Writes the counters that belong to no tunnel. */
  static void counters(JsonGenerator json, SystemCounters counters) throws IOException {
    json.writeStartObject();
    json.writeNumberField("half-open", counters.halfOpen());
    json.writeNumberField("refused", counters.refused());
    json.writeNumberField("refused-sessions", counters.refusedSessions());
    reasons(json, "drops", counters.drops());
    reasons(json, "refusals", counters.refusals());
    json.writeEndObject();
  }

  private static void reasons(JsonGenerator json, String field, Map<String, Long> counts)
      throws IOException {
    json.writeObjectFieldStart(field);
    for (Map.Entry<String, Long> count : new TreeMap<>(counts).entrySet()) {
      json.writeNumberField(count.getKey(), count.getValue());
    }
    json.writeEndObject();
  }

  /** Writes the bits by name, and bits that no RFC defines in hexadecimal. */
  private static void circuit(JsonGenerator json, String field, CircuitStatus status)
      throws IOException {
    json.writeArrayFieldStart(field);
    int rest = status.bits();
    for (Map.Entry<Integer, String> bit : CIRCUIT_BITS.entrySet()) {
      if ((rest & bit.getKey()) != 0) {
        json.writeString(bit.getValue());
        rest &= ~bit.getKey();
      }
    }
    if (rest != 0) {
      json.writeString("0x" + Integer.toHexString(rest));
    }
    json.writeEndArray();
  }

  private static void endpoint(JsonGenerator json, InetSocketAddress endpoint) throws IOException {
    json.writeStringField("address", InetAddresses.toAddrString(endpoint.getAddress()));
    id(json, "port", endpoint.getPort());
  }

  /** Writes a number unless it is zero, which means unknown. */
  private static void id(JsonGenerator json, String field, long id) throws IOException {
    if (id != 0) {
      json.writeNumberField(field, id);
    }
  }

  private static void text(JsonGenerator json, String field, String text) throws IOException {
    if (!text.isEmpty()) {
      json.writeStringField(field, text);
    }
  }

  private static String dottedQuad(long address) {
    return "%d.%d.%d.%d"
        .formatted(address >> 24 & 0xFF, address >> 16 & 0xFF, address >> 8 & 0xFF, address & 0xFF);
  }
}
