package net.sluice.tests.lab;

import java.io.Serializable;

/**
 * The result of a test in a lab kernel.
 *
 * @param text the reason why it failed or was skipped
 */
record GuestResult(String name, State state, String text) implements Serializable {
  private static final long serialVersionUID = 1L;

  enum State {
    PASSED,
    SKIPPED,
    FAILED
  }
}
