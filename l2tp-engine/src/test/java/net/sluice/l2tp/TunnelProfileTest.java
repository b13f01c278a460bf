package net.sluice.l2tp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** Copies of a tunnel profile that differ in one component. */
class TunnelProfileTest {

  @Test
  void withNameChangesTheNameOnly() {
    TunnelProfile tunnel = Profiles.tunnel(1, Encapsulation.UDP, "192.0.2.1", "192.0.2.2");
    TunnelProfile renamed = tunnel.withName("other");
    assertEquals("other", renamed.name());
    assertEquals(tunnel, renamed.withName(tunnel.name()));
  }
}
