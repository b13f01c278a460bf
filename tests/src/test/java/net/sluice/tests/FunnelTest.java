package net.sluice.tests;

/** Funnels on this machine's kernel, with Sluice's own data plane. */
class FunnelTest extends FunnelCases {
  FunnelTest() {
    super("userspace");
  }
}
