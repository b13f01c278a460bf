package net.sluice.l2tp.protocol;

import java.util.HexFormat;
import java.util.List;
import java.util.OptionalInt;
import net.sluice.l2tp.ControlParameters;
import net.sluice.l2tp.PseudowireType;
import net.sluice.l2tp.wire.ControlMessage.Endpoint;

/** What the ends of a control connection say of themselves (RFC 3931 section 5.4.3). */
final class Endpoints {
  /** A peer of whom nothing is known. */
  static final Endpoint UNKNOWN = unknown(0);

  private static final int NONCE_OCTETS = 16;

  private static final List<Integer> CAPABILITIES =
      List.of(PseudowireType.ETHERNET_VLAN.code(), PseudowireType.ETHERNET.code());

  private Endpoints() {}

  /** This end. */
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

  /** A peer of whom nothing is known but an id. */
  static Endpoint unknown(long id) {
    return new Endpoint("", 0, id, List.of(), OptionalInt.empty(), "", "", "");
  }

  /** Receive Window Size of a peer. */
  static int window(Endpoint peer) {
    return peer.receiveWindow().orElse(ReliableTransport.DEFAULT_WINDOW);
  }

  /** A fresh nonce for control message authentication; empty without (section 5.4.1). */
  static String nonce(Host host, ControlParameters parameters) {
    if (parameters.authentication().secrets().isEmpty()) {
      return "";
    }
    byte[] octets = new byte[NONCE_OCTETS];
    host.random().nextBytes(octets);
    return HexFormat.of().formatHex(octets);
  }
}
