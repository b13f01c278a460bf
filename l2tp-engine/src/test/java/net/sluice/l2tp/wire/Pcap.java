package net.sluice.l2tp.wire;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import net.sluice.l2tp.Encapsulation;

/** Writes control messages between 10.0.0.1 and 10.0.0.2 as a capture file. */
final class Pcap {
  private static final int RAW_IP = 101;
  private static final int IP_HEADER = 20;
  private static final int UDP_HEADER = 8;
  private static final int UDP = 17;
  private static final int L2TP = 115;
  private static final int PORT = 1701;

  private final Path file;
  private final Encapsulation encapsulation;
  private int seconds;

  Pcap(Path file, Encapsulation encapsulation) throws IOException {
    this.file = file;
    this.encapsulation = encapsulation;
    ByteBuffer header = ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN);
    header.putInt(0xa1b2c3d4).putShort((short) 2).putShort((short) 4);
    header.putLong(0).putInt(65535).putInt(RAW_IP);
    Files.write(file, header.array());
  }

  void write(boolean byInitiator, byte[] message) throws IOException {
    boolean udp = encapsulation == Encapsulation.UDP;
    int length = IP_HEADER + (udp ? UDP_HEADER : Integer.BYTES) + message.length;
    ByteBuffer packet = ByteBuffer.allocate(length);
    packet.putShort((short) 0x4500).putShort((short) length).putInt(0);
    packet.put((byte) 64).put((byte) (udp ? UDP : L2TP)).putShort((short) 0);
    packet.putInt(0x0a000000 + (byInitiator ? 1 : 2)).putInt(0x0a000000 + (byInitiator ? 2 : 1));
    packet.putShort(10, checksum(packet));
    if (udp) {
      packet.putShort((short) PORT).putShort((short) PORT);
      packet.putShort((short) (UDP_HEADER + message.length)).putShort((short) 0);
    } else {
      // A session id of 0 marks a control message (RFC 3931 section 4.1.1.2).
      packet.putInt(0);
    }
    packet.put(message);
    ByteBuffer record = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
    record.putInt(seconds++).putInt(0).putInt(length).putInt(length);
    Files.write(file, record.array(), StandardOpenOption.APPEND);
    Files.write(file, packet.array(), StandardOpenOption.APPEND);
  }

  private static short checksum(ByteBuffer header) {
    int sum = 0;
    for (int at = 0; at < IP_HEADER; at += Short.BYTES) {
      sum += header.getShort(at) & 0xffff;
    }
    sum = (sum & 0xffff) + (sum >>> Short.SIZE);
    return (short) ~sum;
  }
}
