package net.sluice.tests.hostile;

import java.io.IOException;

/**
 * A way to harm the management plane.
 *
 * @param name a few words
 * @param attackers the number of threads that do it at the same time
 * @param method one attempt, which is repeated until the attack ends
 */
record Attack(String name, int attackers, Method method) {

  /** One attempt. */
  interface Method {
    /**
     * Attacks until the target ends it or the attack is over.
     *
     * @throws IOException if the target ends it: the attacker then starts again
     */
    void run(Target target, Assault assault) throws IOException;
  }

  @Override
  public String toString() {
    return name;
  }
}
