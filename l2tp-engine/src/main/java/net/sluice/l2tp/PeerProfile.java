package net.sluice.l2tp;

import java.net.InetAddress;
import java.util.Optional;

/**
 * The treatment of a peer that requests a control connection and is the peer of no configured
 * tunnel. A profile with the peer's host name takes precedence; otherwise the profile with the
 * longest prefix applies.
 *
 * @param name its name in the configuration
 * @param hostName the Host Name that this profile applies to; empty if it applies by address
 * @param prefix the addresses that this profile applies to; empty if it applies by host name
 * @param refuse true if the peer is refused (StopCCN, result 4)
 * @param sessionProfile name of the session profile for sessions whose Remote End ID no session
 *     profile has; if empty, such sessions are refused
 * @param maxSessions largest number of sessions of one peer, in all its control connections, and of
 *     its requests for sessions in a second; 0 for no limit
 * @param parameters parameters of the control connection
 */
public record PeerProfile(
    String name,
    Optional<String> hostName,
    Optional<Prefix> prefix,
    boolean refuse,
    Optional<String> sessionProfile,
    int maxSessions,
    ControlParameters parameters) {

  /** Limit of sessions unless the configuration has another one. */
  public static final int MAX_SESSIONS = 100;

  /**
   * An address prefix.
   *
   * @param address any address of the prefix
   * @param length in bits, 0 to 32, or 0 to 128 for IPv6
   */
  public record Prefix(InetAddress address, int length) {
    /** Returns true if the prefix contains an address. */
    public boolean contains(InetAddress other) {
      byte[] ours = address.getAddress();
      byte[] theirs = other.getAddress();
      if (ours.length != theirs.length) {
        return false;
      }
      for (int bit = 0; bit < length; bit++) {
        int mask = 0x80 >>> bit % Byte.SIZE;
        if ((ours[bit / Byte.SIZE] & mask) != (theirs[bit / Byte.SIZE] & mask)) {
          return false;
        }
      }
      return true;
    }
  }
}
