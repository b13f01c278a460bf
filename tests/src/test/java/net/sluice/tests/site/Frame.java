package net.sluice.tests.site;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An Ethernet frame of a test. A number identifies it; other programs ignore its EtherType.
 *
 * @param tags the VLAN tags from the outside in, each with its EtherType in the upper 16 bits, and
 *     priority and VLAN in the lower ones
 * @param number the number that it carries
 */
public record Frame(long destination, long source, List<Integer> tags, int number) {
  /** The broadcast address. */
  public static final long BROADCAST = 0xffff_ffff_ffffL;

  /** A multicast address that IP does not use. */
  public static final long MULTICAST = 0x0300_0000_0001L;

  private static final int LOCAL_EXPERIMENT = 0x88b5;
  private static final int DOT1Q = 0x8100;
  private static final int DOT1AD = 0x88a8;
  private static final int LENGTH = 64;

  public Frame {
    tags = List.copyOf(tags);
  }

  /** Returns a tag of a customer's VLAN (IEEE 802.1Q). */
  public static int dot1q(int priority, int vlan) {
    return DOT1Q << 16 | priority << 13 | vlan;
  }

  /** Returns a tag of a provider's VLAN (IEEE 802.1ad). */
  public static int dot1ad(int priority, int vlan) {
    return DOT1AD << 16 | priority << 13 | vlan;
  }

  /** Writes the frame as it is on the wire. */
  void write(ByteBuffer buffer) {
    int end = buffer.position() + LENGTH;
    address(buffer, destination);
    address(buffer, source);
    tags.forEach(buffer::putInt);
    buffer.putShort((short) LOCAL_EXPERIMENT).putInt(number).position(end);
  }

  private static void address(ByteBuffer buffer, long bits) {
    buffer.putShort((short) (bits >>> 32)).putInt((int) bits);
  }

  /** Reads a frame. Empty if it is not from a test. */
  static Optional<Frame> read(ByteBuffer buffer) {
    if (buffer.remaining() < LENGTH - 2 * Integer.BYTES) {
      return Optional.empty();
    }
    long destination = address(buffer);
    long source = address(buffer);
    List<Integer> tags = new ArrayList<>();
    int type = Short.toUnsignedInt(buffer.getShort());
    while (type == DOT1Q || type == DOT1AD) {
      tags.add(type << 16 | Short.toUnsignedInt(buffer.getShort()));
      type = Short.toUnsignedInt(buffer.getShort());
    }
    return type == LOCAL_EXPERIMENT
        ? Optional.of(new Frame(destination, source, tags, buffer.getInt()))
        : Optional.empty();
  }

  private static long address(ByteBuffer buffer) {
    return (long) Short.toUnsignedInt(buffer.getShort()) << 32
        | Integer.toUnsignedLong(buffer.getInt());
  }
}
