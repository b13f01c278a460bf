package net.sluice.northbound.status;

import com.fasterxml.jackson.core.JsonGenerator;
import com.google.common.net.InetAddresses;
import java.io.IOException;
import java.util.Optional;
import net.sluice.l2tp.Encapsulation;
import net.sluice.l2tp.InterfaceState;
import net.sluice.l2tp.SessionProfile;
import net.sluice.l2tp.TunnelProfile;
import net.sluice.manager.api.StatusService.Event;
import net.sluice.manager.api.StatusService.PseudowireStatus;
import net.sluice.manager.api.StatusService.Subject;
import net.sluice.manager.api.StatusService.TunnelStatus;

/**
 * Tunnels, pseudowires, interfaces and events in JSON. Fields have a fixed order and the names of
 * the YANG leaves; an absent value has no field. Cookies are left out, because they allow to inject
 * frames (RFC 3931 section 8.2).
 */
final class Json {
  private Json() {}

  static void tunnel(JsonGenerator json, TunnelStatus tunnel) throws IOException {
    json.writeStartObject();
    json.writeStringField("name", tunnel.name());
    JsonFields.state(json, JsonFields.word(tunnel.state()), tunnel.since(), tunnel.lastError());
    json.writeNumberField("sessions", tunnel.sessions());
    json.writeStringField("signaling", SignalingJson.kind(tunnel.signaling()));
    if (tunnel.profile().isPresent()) {
      profile(json, tunnel.profile().get());
    }
    if (tunnel.signaling().isPresent()) {
      SignalingJson.controlConnection(json, tunnel.signaling().get());
    }
    json.writeEndObject();
  }

  private static void profile(JsonGenerator json, TunnelProfile profile) throws IOException {
    boolean udp = profile.encapsulation() == Encapsulation.UDP;
    json.writeStringField("encapsulation", JsonFields.word(profile.encapsulation()));
    json.writeStringField("local-address", InetAddresses.toAddrString(profile.localAddress()));
    if (udp) {
      json.writeNumberField("local-port", profile.localPort());
    }
    json.writeStringField("peer-address", InetAddresses.toAddrString(profile.peerAddress()));
    if (udp) {
      json.writeNumberField("peer-port", profile.peerPort());
      json.writeBooleanField("udp-checksum", profile.udpChecksum());
    }
    json.writeNumberField("local-tunnel-id", profile.tunnelId());
    json.writeNumberField("peer-tunnel-id", profile.peerTunnelId());
  }

  static void pseudowire(JsonGenerator json, PseudowireStatus pseudowire) throws IOException {
    json.writeStartObject();
    pseudowireFields(json, pseudowire);
    json.writeEndObject();
  }

  /** Writes a pseudowire with the state of its interface; empty if there is no interface. */
  static void pseudowire(
      JsonGenerator json, PseudowireStatus pseudowire, Optional<InterfaceState> state)
      throws IOException {
    json.writeStartObject();
    pseudowireFields(json, pseudowire);
    if (state.isPresent()) {
      json.writeNumberField("if-index", state.get().index());
      json.writeNumberField("oper-mtu", state.get().settings().mtu());
      statistics(json, state.get());
    }
    json.writeEndObject();
  }

  static void session(JsonGenerator json, PseudowireStatus pseudowire) throws IOException {
    Optional<SessionProfile> session = pseudowire.session();
    json.writeStartObject();
    if (session.isPresent()) {
      json.writeNumberField("local-session-id", session.get().sessionId());
      json.writeNumberField("peer-session-id", session.get().peerSessionId());
    }
    json.writeStringField("pseudowire", pseudowire.name());
    json.writeStringField("tunnel", pseudowire.tunnel());
    if (session.isPresent()) {
      json.writeNumberField("local-tunnel-id", session.get().tunnelId());
      json.writeNumberField("peer-tunnel-id", session.get().peerTunnelId());
    }
    JsonFields.state(
        json, JsonFields.word(pseudowire.state()), pseudowire.since(), pseudowire.lastError());
    if (session.isPresent()) {
      json.writeStringField("sublayer", JsonFields.word(session.get().sublayer()));
      json.writeStringField("sequencing", JsonFields.word(session.get().sequencing()));
      json.writeNumberField("transmit-cookie-octets", session.get().transmitCookie().octets());
      json.writeNumberField("receive-cookie-octets", session.get().receiveCookie().octets());
    }
    json.writeStringField("oper-interface-name", pseudowire.settings().name());
    json.writeEndObject();
  }

  /** Writes the interface of a pseudowire. Its {@code state} is empty if there is no interface. */
  static void interfaceOf(
      JsonGenerator json, PseudowireStatus pseudowire, Optional<InterfaceState> state)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("name", pseudowire.settings().name());
    json.writeStringField("pseudowire", pseudowire.name());
    json.writeStringField("oper-status", interfaceStatus(state));
    if (state.isPresent()) {
      InterfaceState found = state.get();
      json.writeStringField("admin-status", found.settings().up() ? "up" : "down");
      json.writeNumberField("if-index", found.index());
      json.writeNumberField("oper-mtu", found.settings().mtu());
      JsonFields.optional(json, "bridge", found.settings().bridge());
      statistics(json, found);
    }
    json.writeEndObject();
  }

  static String interfaceStatus(Optional<InterfaceState> state) {
    return state.map(Json::interfaceStatus).orElse("absent");
  }

  private static String interfaceStatus(InterfaceState found) {
    if (found.running()) {
      return "up";
    }
    return found.settings().up() && found.settings().dormant() ? "dormant" : "down";
  }

  static void event(JsonGenerator json, Event event) throws IOException {
    json.writeStartObject();
    json.writeNumberField("sequence", event.sequence());
    json.writeStringField("time", JsonFields.time(event.time()));
    json.writeStringField("subject", JsonFields.word(event.subject()));
    if (event.subject() != Subject.SYSTEM) {
      json.writeStringField("name", event.name());
    }
    json.writeStringField("type", event.type().word());
    json.writeStringField("text", event.text());
    json.writeEndObject();
  }

  private static void pseudowireFields(JsonGenerator json, PseudowireStatus pseudowire)
      throws IOException {
    Optional<SessionProfile> session = pseudowire.session();
    json.writeStringField("name", pseudowire.name());
    json.writeNumberField("id", pseudowire.id());
    json.writeStringField("tunnel", pseudowire.tunnel());
    json.writeStringField("admin-status", pseudowire.settings().up() ? "up" : "down");
    JsonFields.state(
        json, JsonFields.word(pseudowire.state()), pseudowire.since(), pseudowire.lastError());
    if (session.isPresent()) {
      json.writeNumberField("local-session-id", session.get().sessionId());
      json.writeNumberField("peer-session-id", session.get().peerSessionId());
      json.writeStringField("sublayer", JsonFields.word(session.get().sublayer()));
      json.writeStringField("sequencing", JsonFields.word(session.get().sequencing()));
    }
    json.writeNumberField("mtu", pseudowire.settings().mtu());
    json.writeStringField("oper-interface-name", pseudowire.settings().name());
    JsonFields.optional(json, "bridge", pseudowire.settings().bridge());
    if (pseudowire.signaling().isPresent()) {
      JsonFields.optional(json, "session-profile", pseudowire.signaling().get().acceptProfile());
      SignalingJson.signaled(json, pseudowire.signaling().get());
    }
  }

  private static void statistics(JsonGenerator json, InterfaceState state) throws IOException {
    json.writeObjectFieldStart("statistics");
    json.writeNumberField("in-packets", state.inPackets());
    json.writeNumberField("in-octets", state.inOctets());
    json.writeNumberField("in-errors", state.inErrors());
    json.writeNumberField("out-packets", state.outPackets());
    json.writeNumberField("out-octets", state.outOctets());
    json.writeNumberField("out-errors", state.outErrors());
    json.writeEndObject();
  }
}
