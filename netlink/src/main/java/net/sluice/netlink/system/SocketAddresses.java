package net.sluice.netlink.system;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Encodes and decodes the kernel's socket addresses. An encoder replaces the whole content of the
 * buffer and sets its limit, so that the buffer can be passed to {@link Syscalls#bind} and the
 * like.
 */
public final class SocketAddresses {
  /** Bytes that any address of this class fits into. */
  public static final int CAPACITY = 32;

  private static final int INET_LENGTH = 16;
  private static final int INET6_LENGTH = 28;

  private SocketAddresses() {}

  /** Allocates a direct buffer for one address. */
  public static ByteBuffer allocate() {
    return ByteBuffer.allocateDirect(CAPACITY).order(ByteOrder.nativeOrder());
  }

  /**
   * Encodes a struct sockaddr_in, or a sockaddr_in6 with its scope, by the family of the address.
   */
  public static ByteBuffer encode(ByteBuffer buffer, InetAddress address, int port) {
    return switch (address) {
      case Inet4Address v4 -> encodeInet(buffer, v4, port);
      case Inet6Address v6 -> encodeInet6(buffer, v6, port);
      default -> throw new IllegalArgumentException("neither IPv4 nor IPv6: " + address);
    };
  }

  private static ByteBuffer encodeInet(ByteBuffer buffer, Inet4Address address, int port) {
    start(buffer, Linux.AF_INET, INET_LENGTH);
    putPort(buffer, port);
    buffer.put(4, address.getAddress());
    return buffer;
  }

  private static ByteBuffer encodeInet6(ByteBuffer buffer, Inet6Address address, int port) {
    start(buffer, Linux.AF_INET6, INET6_LENGTH);
    putPort(buffer, port);
    buffer.put(8, address.getAddress());
    return buffer.putInt(24, address.getScopeId());
  }

  /**
   * Encodes a struct sockaddr_nl.
   *
   * @param port the netlink port id; 0 is the kernel for connect, and any free port for bind
   */
  public static ByteBuffer encodeNetlink(ByteBuffer buffer, int port) {
    start(buffer, Linux.AF_NETLINK, 12);
    return buffer.putInt(4, port);
  }

  /**
   * Decodes a sockaddr_in or sockaddr_in6 at the start of the buffer.
   *
   * @throws IllegalArgumentException if it has another family
   */
  public static InetSocketAddress decode(ByteBuffer buffer) {
    int family = buffer.order(ByteOrder.nativeOrder()).getShort(0);
    int port = ((buffer.get(2) & 0xff) << 8) | (buffer.get(3) & 0xff);
    return new InetSocketAddress(decodeHost(buffer, family), port);
  }

  private static InetAddress decodeHost(ByteBuffer buffer, int family) {
    try {
      switch (family) {
        case Linux.AF_INET -> {
          byte[] host = new byte[4];
          buffer.get(4, host);
          return InetAddress.getByAddress(host);
        }
        case Linux.AF_INET6 -> {
          byte[] host = new byte[16];
          buffer.get(8, host);
          int scope = buffer.getInt(24);
          return scope == 0
              ? InetAddress.getByAddress(host)
              : Inet6Address.getByAddress(null, host, scope);
        }
        default ->
            throw new IllegalArgumentException("neither AF_INET nor AF_INET6: family " + family);
      }
    } catch (UnknownHostException e) {
      throw new IllegalStateException("4 or 16 bytes are always an address", e);
    }
  }

  private static void start(ByteBuffer buffer, int family, int length) {
    buffer.clear().order(ByteOrder.nativeOrder());
    for (int i = 0; i < length; i++) {
      buffer.put(i, (byte) 0);
    }
    buffer.putShort(0, (short) family).limit(length);
  }

  private static void putPort(ByteBuffer buffer, int port) {
    buffer.put(2, (byte) (port >>> 8)).put(3, (byte) port);
  }
}
