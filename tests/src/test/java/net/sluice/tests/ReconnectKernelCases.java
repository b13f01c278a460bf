package net.sluice.tests;

/** With the kernel's data plane. For the lab. */
class ReconnectKernelCases extends ReconnectCases {
  ReconnectKernelCases() {
    super("kernel");
  }
}
