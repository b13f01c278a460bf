package net.sluice.tests.storm;

/** The kill storm on the kernel's data plane. For the lab. */
public class KillStormCases extends KillStorm {
  KillStormCases() {
    super("kernel");
  }
}
