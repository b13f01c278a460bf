package net.sluice.l2tp.wire;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** A message as a header and AVPs, which may be combined in wrong ways. */
record RawAvps(Header header, List<RawAvp> avps) {

  /** An AVP in its wire format. */
  record RawAvp(int flags, int vendor, int type, List<Byte> value) {
    static final int MANDATORY = 0x8000;

    static RawAvp of(boolean mandatory, int vendor, int type, int... octets) {
      return new RawAvp(
          mandatory ? MANDATORY : 0,
          vendor,
          type,
          Arrays.stream(octets).mapToObj(octet -> (byte) octet).toList());
    }

    /** Returns the AVP with its value cut, or padded with ones. */
    RawAvp withLength(int length) {
      return new RawAvp(
          flags,
          vendor,
          type,
          Stream.concat(value.stream(), Stream.generate(() -> (byte) 1)).limit(length).toList());
    }

    RawAvp withMandatory(boolean mandatory) {
      return new RawAvp((flags & ~MANDATORY) | (mandatory ? MANDATORY : 0), vendor, type, value);
    }

    boolean mandatory() {
      return (flags & MANDATORY) != 0;
    }
  }

  static RawAvps parse(byte[] octets) {
    ByteBuffer buffer = ByteBuffer.wrap(octets);
    Header header = Header.read(buffer).orElseThrow();
    buffer.position(Header.LENGTH);
    var avps = new ArrayList<RawAvp>();
    while (buffer.hasRemaining()) {
      int flags = buffer.getShort();
      int vendor = buffer.getShort();
      int type = buffer.getShort();
      var value = new ArrayList<Byte>();
      for (int i = Avp.HEADER; i < (flags & 0x3ff); i++) {
        value.add(buffer.get());
      }
      avps.add(new RawAvp(flags & 0xfc00, vendor, type, value));
    }
    return new RawAvps(header, List.copyOf(avps));
  }

  RawAvps without(int index) {
    var others = new ArrayList<>(avps);
    others.remove(index);
    return new RawAvps(header, others);
  }

  RawAvps with(int index, RawAvp avp) {
    var others = new ArrayList<>(avps);
    others.set(index, avp);
    return new RawAvps(header, others);
  }

  RawAvps inserted(int index, RawAvp avp) {
    var others = new ArrayList<>(avps);
    others.add(index, avp);
    return new RawAvps(header, others);
  }

  RawAvps withVersion(int version) {
    return new RawAvps(new Header(version, header.connectionId(), header.ns(), header.nr()), avps);
  }

  /** Returns the octets, without any check of their meaning. */
  ByteBuffer octets() {
    int length = avps.stream().mapToInt(avp -> Avp.HEADER + avp.value.size()).sum();
    ByteBuffer to = ByteBuffer.allocate(Header.LENGTH + length);
    header.write(to);
    for (RawAvp avp : avps) {
      to.putShort((short) (avp.flags | (Avp.HEADER + avp.value.size())));
      to.putShort((short) avp.vendor).putShort((short) avp.type);
      avp.value.forEach(to::put);
    }
    return to.putShort(Short.BYTES, (short) to.position()).flip();
  }
}
