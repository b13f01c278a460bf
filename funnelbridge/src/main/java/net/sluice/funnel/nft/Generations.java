package net.sluice.funnel.nft;

import java.nio.ByteBuffer;
import java.util.OptionalInt;
import net.sluice.netlink.AttributeReader;
import net.sluice.netlink.MessageReader;
import net.sluice.netlink.NetlinkSocket;
import net.sluice.netlink.Nl;
import net.sluice.netlink.system.ErrnoException;
import net.sluice.netlink.system.Syscalls;

/**
 * The numbers of nftables transactions. The kernel gives each transaction of a network namespace
 * the next number.
 */
final class Generations {
  static final int SUBSYSTEM = 10;
  static final int NEW_GENERATION = 15;
  static final int HEADER_LENGTH = 4;
  private static final int GET_GENERATION = 16;
  private static final int GENERATION_ID = 1;

  private final Syscalls syscalls;

  Generations(Syscalls syscalls) {
    this.syscalls = syscalls;
  }

  /** Returns the number of the latest transaction; empty if the kernel has no nftables. */
  OptionalInt latest() {
    try (NetlinkSocket socket = NetlinkSocket.open(syscalls, Nl.NETLINK_NETFILTER)) {
      socket.request(SUBSYSTEM << 8 | GET_GENERATION, 0).rawU32(0);
      return socket.get("get nftables generation", Generations::decode).orElse(OptionalInt.empty());
    } catch (ErrnoException e) {
      return OptionalInt.empty();
    }
  }

  /** Returns the number in a message about a transaction; empty if it has none. */
  static OptionalInt decode(MessageReader message) {
    AttributeReader attributes = message.attributes(HEADER_LENGTH);
    while (attributes.next()) {
      if (attributes.type() == GENERATION_ID) {
        return OptionalInt.of(ByteBuffer.wrap(attributes.bytes()).getInt());
      }
    }
    return OptionalInt.empty();
  }
}
