package net.sluice.l2tp.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import net.sluice.l2tp.MessageType;
import net.sluice.l2tp.ResultCodes;

/** Messages of a peer that supports only L2TPv2 (RFC 2661). */
final class VersionTwo {
  private static final int MANDATORY = 0x8000;
  private static final int AVP_HEADER = 6;
  private static final int MESSAGE_TYPE = 0;
  private static final int RESULT_CODE = 1;
  private static final int PROTOCOL_VERSION = 2;
  private static final int FRAMING = 3;
  private static final int HOST_NAME = 7;
  private static final int ASSIGNED_TUNNEL_ID = 9;
  private static final int MESSAGE_DIGEST = 59;
  private static final int HEADER = 12;

  private VersionTwo() {}

  /** Returns an SCCRQ or SCCRP. */
  static ByteBuffer message(MessageType type, int tunnelId, int assignedTunnelId) {
    ByteBuffer data = ByteBuffer.allocate(200);
    data.putShort((short) 0xc802).putShort((short) 0);
    data.putShort((short) tunnelId).putShort((short) 0);
    data.putShort((short) 0).putShort((short) (type == MessageType.SCCRP ? 1 : 0));
    avp(data, MESSAGE_TYPE, 2).putShort((short) type.code());
    avp(data, PROTOCOL_VERSION, 2).putShort((short) 0x0100);
    avp(data, FRAMING, 4).putInt(3);
    avp(data, HOST_NAME, 3).put("lac".getBytes(StandardCharsets.US_ASCII));
    avp(data, ASSIGNED_TUNNEL_ID, 2).putShort((short) assignedTunnelId);
    return data.putShort(2, (short) data.position()).flip();
  }

  private static ByteBuffer avp(ByteBuffer data, int type, int length) {
    return data.putShort((short) (MANDATORY | AVP_HEADER + length))
        .putShort((short) 0)
        .putShort((short) type);
  }

  /** Checks a StopCCN that such a peer can read: result 5, and 3 as the highest version. */
  static void assertRefusal(ByteBuffer data, int tunnelId) {
    assertEquals((short) 0xc802, data.getShort(0));
    assertEquals(data.limit(), data.getShort(2));
    assertEquals(tunnelId, data.getShort(4));
    assertEquals(0, data.getShort(6), "session id");
    assertEquals(MessageType.STOPCCN.code(), value(data, MESSAGE_TYPE).getShort());
    assertTrue(value(data, ASSIGNED_TUNNEL_ID).getShort() != 0);
    ByteBuffer result = value(data, RESULT_CODE);
    assertEquals(ResultCodes.STOP_BAD_VERSION, result.getShort());
    assertEquals(3, result.getShort());
  }

  private static ByteBuffer value(ByteBuffer data, int type) {
    for (int at = HEADER; at < data.limit(); at += data.getShort(at) & 0x3ff) {
      if (data.getShort(at + 4) == type) {
        return data.slice(at + AVP_HEADER, (data.getShort(at) & 0x3ff) - AVP_HEADER);
      }
    }
    throw new AssertionError("no AVP " + type);
  }

  /** Returns a message without its Message Digest AVP. */
  static ByteBuffer withoutDigest(ByteBuffer data) {
    ByteBuffer rest = ByteBuffer.allocate(data.limit()).put(data.slice(0, HEADER));
    for (int at = HEADER; at < data.limit(); at += data.getShort(at) & 0x3ff) {
      if (data.getShort(at + 4) != MESSAGE_DIGEST) {
        rest.put(data.slice(at, data.getShort(at) & 0x3ff));
      }
    }
    return rest.putShort(2, (short) rest.position()).flip();
  }
}
