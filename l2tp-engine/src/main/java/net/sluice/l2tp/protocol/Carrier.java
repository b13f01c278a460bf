package net.sluice.l2tp.protocol;

import java.util.List;
import java.util.Optional;
import net.sluice.l2tp.ControlParameters;
import net.sluice.l2tp.wire.ControlMessage;

/** A control connection as its sessions see it. */
interface Carrier {

  /** Name of the tunnel; the same for all connections that serve it, one after the other. */
  String tunnel();

  /** Id at this end. */
  long localId();

  /** Id at the peer. */
  long peerId();

  /** Its parameters. */
  ControlParameters parameters();

  /** Pseudowire types that the peer can do, by number. */
  List<Integer> peerCapabilities();

  /** The session profile for sessions whose Remote End ID nothing else names. */
  Optional<String> sessionProfile();

  /** Whether a message would be sent at once. If not, {@link Sessions#ready} tells when it is. */
  boolean ready();

  /** Sends a message, reliably and in order. */
  void send(ControlMessage message);
}
