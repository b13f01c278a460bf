package net.sluice.tests;

/** Funnels with the kernel's data plane. For the lab. */
class FunnelKernelCases extends FunnelCases {
  FunnelKernelCases() {
    super("kernel");
  }
}
