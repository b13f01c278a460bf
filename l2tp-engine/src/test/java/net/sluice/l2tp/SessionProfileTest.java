package net.sluice.l2tp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** Copies of a session profile that differ in one component. */
class SessionProfileTest {
  private static final SessionProfile SESSION =
      Profiles.session(
          1,
          2,
          Cookie.parse("00000001"),
          Cookie.parse("00000002"),
          Sublayer.DEFAULT,
          Sequencing.SEND);

  @Test
  void withSublayerChangesTheSublayerOnly() {
    SessionProfile changed = SESSION.withSublayer(Sublayer.NONE);
    assertEquals(Sublayer.NONE, changed.sublayer());
    assertEquals(SESSION, changed.withSublayer(SESSION.sublayer()));
  }

  @Test
  void withSequencingChangesTheSequencingOnly() {
    SessionProfile changed = SESSION.withSequencing(Sequencing.BOTH);
    assertEquals(Sequencing.BOTH, changed.sequencing());
    assertEquals(SESSION, changed.withSequencing(SESSION.sequencing()));
  }

  @Test
  void withInterfaceNameChangesTheInterfaceNameOnly() {
    SessionProfile changed = SESSION.withInterfaceName("other");
    assertEquals("other", changed.interfaceName());
    assertEquals(SESSION, changed.withInterfaceName(SESSION.interfaceName()));
  }
}
