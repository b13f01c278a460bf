package net.sluice.netlink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against the running kernel, in a network namespace. */
class RtnetlinkLiveTest {
  private TestNamespace namespace;

  @BeforeEach
  void enter() {
    namespace = TestNamespace.create();
  }

  @AfterEach
  void leave() {
    namespace.close();
  }

  @Test
  void oneMessageSetsMtuAliasAddrGenModeAndUpByName() {
    namespace.rtnetlink(
        rtnetlink -> {
          rtnetlink.create(VethPair.of("d0", "d1"));
          rtnetlink.change("d1", LinkWriter::up);
          rtnetlink.change(
              "d0", link -> link.mtu(1450).alias("kundin Zoë").withoutIpv6AddressGeneration().up());
          Link link = rtnetlink.link("d0").orElseThrow();
          assertEquals(1450, link.mtu());
          assertEquals("kundin Zoë", link.alias());
          assertEquals(1, link.addrGenMode());
          assertEquals("veth", link.kind());
          assertTrue(link.up());
        });
  }
}
