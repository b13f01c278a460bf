package net.sluice.tests;

/** With the kernel's data plane. For the lab. */
class KindChangeKernelCases extends KindChangeCases {
  KindChangeKernelCases() {
    super("kernel");
  }
}
