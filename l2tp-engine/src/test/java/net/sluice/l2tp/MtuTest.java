package net.sluice.l2tp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MtuTest {
  @ParameterizedTest
  @CsvSource({
    "UDP, 192.0.2.1, 1450, 1446, 1442, 1438",
    "UDP, 2001:db8::1, 1430, 1426, 1422, 1418",
    "IP, 192.0.2.1, 1462, 1458, 1454, 1450",
    "IP, 2001:db8::1, 1442, 1438, 1434, 1430",
  })
  void subtractsTheHeadersFromThePathMtu(
      Encapsulation encapsulation,
      String peer,
      int plain,
      int withSublayer,
      int withCookie,
      int withBoth) {
    TunnelProfile tunnel = Profiles.tunnel(1, encapsulation, peer, peer);
    Cookie cookie = new Cookie(8, 1);
    assertEquals(plain, Mtu.inner(tunnel, Cookie.NONE, Sublayer.NONE));
    assertEquals(withSublayer, Mtu.inner(tunnel, Cookie.NONE, Sublayer.DEFAULT));
    assertEquals(withCookie, Mtu.inner(tunnel, cookie, Sublayer.NONE));
    assertEquals(withBoth, Mtu.inner(tunnel, cookie, Sublayer.DEFAULT));
  }
}
