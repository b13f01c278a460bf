package net.sluice.tests.storm;

/** The kill storm on the kernel's data plane. For the lab. */
class KillStormCases extends KillStorm {
  KillStormCases() {
    super("kernel");
  }
}
