package net.sluice.tests;

/** With the userspace data plane, on this machine's kernel. */
class ReconnectTest extends ReconnectCases {
  ReconnectTest() {
    super("userspace");
  }
}
