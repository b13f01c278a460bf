package net.sluice.netlink;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.Function;
import net.sluice.netlink.rtnl.LinkWriter;
import net.sluice.netlink.rtnl.Rtnl;
import net.sluice.netlink.text.MessageText;
import org.jspecify.annotations.Nullable;

/**
 * A request that reached the {@link FakeKernel}.
 *
 * @param protocol {@link Nl#NETLINK_ROUTE} or {@link Nl#NETLINK_GENERIC}
 * @param number number of requests before this one
 * @param type nlmsg_type
 * @param flags nlmsg_flags
 * @param sequence nlmsg_seq
 * @param bytes the message with its header
 */
public record FakeRequest(
    int protocol, int number, int type, int flags, int sequence, ByteBuffer bytes) {

  static FakeRequest of(int protocol, int number, MessageReader message) {
    return new FakeRequest(
        protocol, number, message.type(), message.flags(), message.sequence(), message.bytes());
  }

  /** Returns true if this is a request of generic netlink to a family. */
  public boolean isGeneric(int family) {
    return protocol == Nl.NETLINK_GENERIC && type == family;
  }

  /** The command of a generic netlink request. */
  public int command() {
    return message().command();
  }

  /** Returns true if this is a dump request. */
  public boolean isDump() {
    return (flags & Nl.NLM_F_DUMP) == Nl.NLM_F_DUMP
        && (protocol == Nl.NETLINK_GENERIC
            || (type & 3) == 2); // in rtnetlink only GET requests dump
  }

  /** The string of an attribute at the top level; null if it is absent. */
  public @Nullable String string(int attribute) {
    return find(attribute, AttributeReader::string);
  }

  /** The 32-bit number of an attribute at the top level; null if it is absent. */
  public @Nullable Integer s32(int attribute) {
    return find(attribute, AttributeReader::s32);
  }

  /** The bytes of an attribute at the top level; null if it is absent. */
  public byte @Nullable [] value(int attribute) {
    return find(attribute, AttributeReader::bytes);
  }

  /** The interface index in the header of a link request. */
  public int linkIndex() {
    return message().s32(LinkWriter.INDEX);
  }

  /** The request as text. */
  public String describe(MessageText text) {
    return text.describe(bytes.duplicate().order(ByteOrder.nativeOrder()));
  }

  /** The attributes at the top level. */
  public AttributeReader attributes() {
    return message().attributes(headerLength());
  }

  private <T> @Nullable T find(int attribute, Function<AttributeReader, T> value) {
    AttributeReader attributes = attributes();
    while (attributes.next()) {
      if (attributes.type() == attribute) {
        return value.apply(attributes);
      }
    }
    return null;
  }

  private int headerLength() {
    if (protocol == Nl.NETLINK_GENERIC) {
      return Nl.GENL_HDRLEN;
    }
    return switch (type) {
      case Rtnl.RTM_GETADDR -> Rtnl.IFADDRMSG_LENGTH;
      case Rtnl.RTM_GETNEIGH -> Rtnl.NDMSG_LENGTH;
      case Rtnl.RTM_GETVLAN -> Rtnl.BR_VLAN_MSG_LENGTH;
      default -> Rtnl.IFINFOMSG_LENGTH;
    };
  }

  private MessageReader message() {
    MessageReader reader = new MessageReader().wrap(bytes.duplicate());
    reader.next();
    return reader;
  }
}
