package net.sluice.l2tp.protocol;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import net.sluice.l2tp.Encapsulation;

/** A socket that was asked for. */
final class ControlSocket {

  /** Who asked for it. */
  interface User {
    /** It is open, or its own address is known better now. */
    void opened();

    /** It could not be opened or connected, or does not work any more. */
    void failed(String reason);
  }

  private final int number;
  private final Encapsulation encapsulation;
  private final InetAddress address;
  private final int port;
  private final User user;

  /** Its own address and port; null until it is open. */
  private InetSocketAddress local;

  ControlSocket(int number, Encapsulation encapsulation, InetAddress address, int port, User user) {
    this.number = number;
    this.encapsulation = encapsulation;
    this.address = address;
    this.port = port;
    this.user = user;
  }

  int number() {
    return number;
  }

  Encapsulation encapsulation() {
    return encapsulation;
  }

  /** The address asked for. */
  InetAddress address() {
    return address;
  }

  /** The port asked for. */
  int port() {
    return port;
  }

  User user() {
    return user;
  }

  InetSocketAddress local() {
    return local;
  }

  void opened(InetSocketAddress local) {
    this.local = local;
    user.opened();
  }
}
