package net.sluice.tests.storm;

/** The kill storm on the userspace data plane, on this machine. */
class KillStormUserspaceTest extends KillStorm {
  KillStormUserspaceTest() {
    super("userspace");
  }
}
