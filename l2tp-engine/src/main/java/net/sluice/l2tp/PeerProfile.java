package net.sluice.l2tp;

import java.net.InetAddress;
import java.util.Optional;

/**
 * What a peer gets that asks for a control connection and is the peer of no configured tunnel. The
 * profile with the peer's host name wins, else the one with the longest prefix.
 *
 * @param name its name in the configuration
 * @param hostName the Host Name that it is for, if it goes by host name
 * @param prefix the addresses that it is for, if it goes by address
 * @param refuse whether the peer is refused (StopCCN, result 4)
 * @param sessionProfile name of the session profile for sessions whose Remote End ID no other
 *     names; such sessions are refused when empty
 * @param parameters parameters of the control connection
 */
public record PeerProfile(
    String name,
    Optional<String> hostName,
    Optional<Prefix> prefix,
    boolean refuse,
    Optional<String> sessionProfile,
    ControlParameters parameters) {

  /**
   * An address prefix.
   *
   * @param address an address in it
   * @param length 0 to 32, or to 128 for IPv6
   */
  public record Prefix(InetAddress address, int length) {
    /** Whether an address is in it. */
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
