package net.sluice.l2tp.protocol;

import java.util.HexFormat;
import java.util.List;
import java.util.OptionalInt;
import net.sluice.l2tp.ControlParameters;
import net.sluice.l2tp.PseudowireType;
import net.sluice.l2tp.wire.ControlMessage.Endpoint;

/** The ends of a control connection as SCCRQ and SCCRP describe them (RFC 3931 section 5.4.3). */
final class Endpoints {
  /** A peer of which nothing is known. */
  static final Endpoint UNKNOWN = unknown(0);

  private static final int NONCE_OCTETS = 16;

  private static final List<Integer> CAPABILITIES =
      List.of(PseudowireType.ETHERNET_VLAN.code(), PseudowireType.ETHERNET.code());

  private Endpoints() {}

  /** Returns the description of this end. */
  static Endpoint ours(Host host, ControlParameters parameters, long id, String nonce) {
    return new Endpoint(
        parameters.hostName(),
        host.profile().routerId(),
        id,
        CAPABILITIES,
        OptionalInt.of(parameters.delivery().receiveWindow()),
        nonce,
        host.profile().vendorName(),
        "");
  }

  /** Returns a peer of which only the id is known. */
  static Endpoint unknown(long id) {
    return new Endpoint("", 0, id, List.of(), OptionalInt.empty(), "", "", "");
  }

  /** Returns the Receive Window Size of a peer, in messages. */
  static int window(Endpoint peer) {
    return peer.receiveWindow().orElse(ReliableTransport.DEFAULT_WINDOW);
  }

  /** Returns a new nonce for control message authentication (section 5.4.1); empty without it. */
  static String nonce(Host host, ControlParameters parameters) {
    if (parameters.authentication().secrets().isEmpty()) {
      return "";
    }
    byte[] octets = new byte[NONCE_OCTETS];
    host.random().nextBytes(octets);
    return HexFormat.of().formatHex(octets);
  }
}
