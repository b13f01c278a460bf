package net.sluice.tests;

/** Funnels on this machine's kernel, with the userspace data plane. */
class FunnelTest extends FunnelCases {
  FunnelTest() {
    super("userspace");
  }
}
