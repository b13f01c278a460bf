package net.sluice.l2tp.protocol;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import net.sluice.l2tp.ControlParameters;
import net.sluice.l2tp.wire.ControlMessage;
import org.jspecify.annotations.Nullable;

/** A control connection as its sessions see it. */
interface Carrier {

  /** Returns the name of the tunnel; it is the same for all successive connections. */
  String tunnel();

  /** Returns the Control Connection ID at this end. */
  long localId();

  /** Returns the Control Connection ID at the peer. */
  long peerId();

  /** Returns the parameters of the connection. */
  ControlParameters parameters();

  /** Returns the numbers of the pseudowire types that the peer supports. */
  List<Integer> peerCapabilities();

  /** Returns the name of the session profile for Remote End IDs that are not configured. */
  Optional<String> sessionProfile();

  /** Returns the limits of the peer if no tunnel is configured for it; null if one is. */
  @Nullable PeerLimits peerLimits();

  /**
   * The limits of a peer without a configured tunnel, which all its connections share.
   *
   * @param address its address
   * @param maxSessions largest number of its sessions, and of its requests in a second; 0 for none
   */
  record PeerLimits(InetAddress address, int maxSessions) {}

  /**
   * Returns true if a message would be sent immediately. If not, the connection calls {@link
   * Sessions#ready} when it is ready.
   */
  boolean ready();

  /** Sends a message, reliably and in order. */
  void send(ControlMessage message);
}
