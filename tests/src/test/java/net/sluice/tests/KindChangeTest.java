package net.sluice.tests;

/** With the userspace data plane, on this machine's kernel. */
class KindChangeTest extends KindChangeCases {
  KindChangeTest() {
    super("userspace");
  }
}
