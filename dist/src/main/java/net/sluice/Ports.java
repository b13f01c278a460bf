package net.sluice;

import io.netty.util.NetUtil;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import net.sluice.files.FailureException;

/** Checks the TCP ports that servers will listen on. */
final class Ports {
  private Ports() {}

  /**
   * Checks that a server can listen on a port.
   *
   * @param what the server, for the message
   * @throws FailureException if it can not: the port is in use, or not allowed
   */
  static void require(InetSocketAddress address, String what) throws FailureException {
    // With SO_REUSEADDR, as a listener: connections of the previous process may still be closing.
    try (Socket socket = new Socket()) {
      socket.setReuseAddress(true);
      socket.bind(address);
    } catch (IOException e) {
      throw new FailureException(
          "%s can not listen on %s port %d: %s"
              .formatted(
                  what,
                  NetUtil.toAddressString(address.getAddress()),
                  address.getPort(),
                  e.getMessage()),
          e);
    }
  }
}
