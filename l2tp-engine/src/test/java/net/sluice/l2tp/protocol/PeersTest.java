package net.sluice.l2tp.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import net.sluice.l2tp.ControlParameters;
import net.sluice.l2tp.PeerProfile;
import org.junit.jupiter.api.Test;

class PeersTest {
  private final Peers peers =
      new Peers(
          List.of(
              byPrefix("all", "0.0.0.0", 0),
              byPrefix("net", "198.51.100.0", 24),
              byPrefix("host", "198.51.100.7", 32),
              byPrefix("six", "2001:db8::", 32),
              new PeerProfile(
                  "named",
                  Optional.of("lcce.example"),
                  Optional.empty(),
                  false,
                  Optional.empty(),
                  PeerProfile.MAX_SESSIONS,
                  ControlParameters.of("x"))));

  private static PeerProfile byPrefix(String name, String address, int length) {
    return new PeerProfile(
        name,
        Optional.empty(),
        Optional.of(new PeerProfile.Prefix(address(address), length)),
        false,
        Optional.empty(),
        PeerProfile.MAX_SESSIONS,
        ControlParameters.of("x"));
  }

  private static InetAddress address(String literal) {
    try {
      return InetAddress.getByName(literal);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private Optional<String> find(String address, String hostName) {
    return peers.find(address(address), hostName).map(PeerProfile::name);
  }

  @Test
  void theHostNameWinsOverEveryPrefix() {
    assertEquals(Optional.of("named"), find("198.51.100.7", "lcce.example"));
    assertEquals(Optional.of("named"), find("2001:db9::1", "lcce.example"));
  }

  @Test
  void theLongestPrefixWins() {
    assertEquals(Optional.of("host"), find("198.51.100.7", "any"));
    assertEquals(Optional.of("net"), find("198.51.100.8", "any"));
    assertEquals(Optional.of("all"), find("203.0.113.1", "any"));
    assertEquals(Optional.of("six"), find("2001:db8::1", "any"));
  }

  @Test
  void aPrefixOfOneFamilyHoldsNoAddressOfTheOther() {
    assertEquals(Optional.empty(), find("2001:db9::1", "any"));
  }
}
