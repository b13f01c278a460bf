package net.sluice.tests.storm;

/** The kill storm on the simulated data plane. */
class KillStormSimulatedTest extends KillStorm {
  KillStormSimulatedTest() {
    super("simulated");
  }
}
