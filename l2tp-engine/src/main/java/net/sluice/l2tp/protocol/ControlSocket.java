package net.sluice.l2tp.protocol;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import net.sluice.l2tp.Encapsulation;
import org.jspecify.annotations.Nullable;

/** A socket that was requested from the runtime. */
final class ControlSocket {

  /** The part of the protocol core that requested the socket. */
  interface User {
    /** Handles that the socket is open, or that its local address has become more specific. */
    void opened();

    /** Handles that the socket could not be opened or connected, or has failed since. */
    void failed(String reason);
  }

  private final int number;
  private final Encapsulation encapsulation;
  private final InetAddress address;
  private final int port;
  private final User user;

  /** Local address and port; null until the socket is open. */
  private @Nullable InetSocketAddress local;

  ControlSocket(int number, Encapsulation encapsulation, InetAddress address, int port, User user) {
    this.number = number;
    this.encapsulation = encapsulation;
    this.address = address;
    this.port = port;
    this.user = user;
  }

  /** Returns the number of the socket at the runtime. */
  int number() {
    return number;
  }

  Encapsulation encapsulation() {
    return encapsulation;
  }

  /** Returns the requested address. */
  InetAddress address() {
    return address;
  }

  /** Returns the requested port. */
  int port() {
    return port;
  }

  User user() {
    return user;
  }

  /** Returns the local address and port; null until the socket is open. */
  @Nullable InetSocketAddress local() {
    return local;
  }

  void opened(InetSocketAddress local) {
    this.local = local;
    user.opened();
  }
}
