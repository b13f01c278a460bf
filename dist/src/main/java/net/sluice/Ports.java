package net.sluice;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import net.sluice.files.FailureException;

/** TCP ports that are listened at once everything else runs. */
final class Ports {
  private Ports() {}

  /**
   * Finds out before anything is touched whether a port can be listened at.
   *
   * @param what what will listen there
   * @throws FailureException it can't: it is in use, or not allowed
   */
  static void require(InetSocketAddress address, String what) throws FailureException {
    // Bound as a listener will be, beside what remains of connections of the process before.
    try (Socket socket = new Socket()) {
      socket.setReuseAddress(true);
      socket.bind(address);
    } catch (IOException e) {
      throw new FailureException(
          "%s can't listen on %s port %d: %s"
              .formatted(
                  what, address.getAddress().getHostAddress(), address.getPort(), e.getMessage()),
          e);
    }
  }
}
