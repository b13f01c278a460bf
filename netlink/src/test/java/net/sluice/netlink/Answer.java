package net.sluice.netlink;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import net.sluice.netlink.rtnl.Rtnl;

/** The answer of the {@link FakeKernel} to a request: datagrams that the sender will receive. */
@FunctionalInterface
public interface Answer {
  /** The flag of a message that is part of a dump. */
  int NLM_F_MULTI = 0x2;

  /** Writes the answer. */
  void write(Outbox out);

  /** Success. */
  static Answer ack() {
    return Outbox::ack;
  }

  /** Refusal with the kernel's text; empty for none. */
  static Answer error(int errno, String text) {
    return out -> out.error(KernelError.of(errno, text));
  }

  /** Refusal with all parts of an extended ack. */
  static Answer error(KernelError error) {
    return out -> out.error(error);
  }

  /** One message, then success. */
  static Answer reply(int type, Consumer<MessageWriter> message) {
    return out -> {
      out.message(type, 0, message);
      out.ack();
    };
  }

  /** A link with index, name and the attributes that {@code attributes} writes, then success. */
  static Answer link(int index, String name, Consumer<MessageWriter> attributes) {
    return reply(Rtnl.RTM_NEWLINK, linkMessage(index, name, attributes));
  }

  /** A dump of links or other objects of one type. */
  @SafeVarargs
  static Answer dump(int type, Consumer<MessageWriter>... objects) {
    return out -> {
      for (Consumer<MessageWriter> object : objects) {
        out.message(type, NLM_F_MULTI, object);
      }
      out.done(0);
    };
  }

  /** An empty dump. */
  static Answer dump() {
    return out -> out.done(0);
  }

  /** A dump that was interrupted by changes after some objects. */
  @SafeVarargs
  static Answer interruptedDump(int type, Consumer<MessageWriter>... objects) {
    return out -> {
      for (Consumer<MessageWriter> object : objects) {
        out.message(type, NLM_F_MULTI | Nl.NLM_F_DUMP_INTR, object);
      }
      out.done(Nl.NLM_F_DUMP_INTR);
    };
  }

  /** No answer at all. */
  static Answer silence() {
    return out -> {};
  }

  /** A lost answer: receiving fails with this error. */
  static Answer lost(int errno) {
    return out -> out.errno = errno;
  }

  /** One datagram with any bytes. */
  static Answer raw(byte... bytes) {
    return out -> out.datagram(bytes);
  }

  /** The message of a link in a dump or an event. */
  static Consumer<MessageWriter> linkMessage(
      int index, String name, Consumer<MessageWriter> attributes) {
    return message -> {
      message.rawU8(0).rawU8(0).rawU16(0).rawU32(index).rawU32(0).rawU32(0);
      message.putString(Rtnl.IFLA_IFNAME, name);
      attributes.accept(message);
    };
  }

  /** A writer in heap memory, because a fake kernel answers tens of thousands of requests. */
  static MessageWriter writer() {
    return new MessageWriter(ByteBuffer.allocate(16 * 1024));
  }

  /** The bytes of a buffer from position to limit. */
  static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(buffer.position(), bytes);
    return bytes;
  }

  /** The datagrams of an answer; each call adds one. */
  final class Outbox {
    private final FakeRequest request;
    private final List<byte[]> datagrams = new ArrayList<>();
    private int errno;

    Outbox(FakeRequest request) {
      this.request = request;
    }

    /** The request that is answered. */
    public FakeRequest request() {
      return request;
    }

    /** Adds success if the request asked for an acknowledgement. */
    public void ack() {
      if ((request.flags() & Nl.NLM_F_ACK) != 0) {
        message(Nl.NLMSG_ERROR, Nl.NLM_F_CAPPED, message -> writeHeader(message.rawU32(0)));
      }
    }

    /** Adds a refusal, as the kernel writes it for a socket with CAP_ACK and EXT_ACK. */
    public void error(KernelError error) {
      message(
          Nl.NLMSG_ERROR,
          Nl.NLM_F_CAPPED | Nl.NLM_F_ACK_TLVS,
          message -> {
            writeHeader(message.rawU32(-error.errno()));
            writeExtendedAck(message, error);
          });
    }

    private void writeHeader(MessageWriter message) {
      message.rawU32(request.bytes().remaining()).rawU16(request.type()).rawU16(request.flags());
      message.rawU32(request.sequence()).rawU32(0);
    }

    private static void writeExtendedAck(MessageWriter message, KernelError error) {
      if (!error.text().isEmpty()) {
        message.putString(Nl.NLMSGERR_ATTR_MSG, error.text());
      }
      if (error.attributeOffset() >= 0) {
        message.putU32(Nl.NLMSGERR_ATTR_OFFS, error.attributeOffset());
      }
      if (error.missingAttribute() >= 0) {
        message.putU32(Nl.NLMSGERR_ATTR_MISS_TYPE, error.missingAttribute());
      }
    }

    /** Adds a message with the sequence number of the request. */
    public void message(int type, int flags, Consumer<MessageWriter> content) {
      MessageWriter writer = writer().start(type, flags);
      content.accept(writer);
      ByteBuffer message = writer.messages();
      datagram(bytes(message.putInt(8, request.sequence())));
    }

    /** Adds the end of a dump. */
    public void done(int flags) {
      message(Nl.NLMSG_DONE, flags | NLM_F_MULTI, message -> message.rawU32(0));
    }

    /** Adds a datagram with any bytes. */
    public void datagram(byte[] bytes) {
      datagrams.add(bytes.clone());
    }

    List<byte[]> datagrams() {
      return datagrams;
    }

    int errno() {
      return errno;
    }
  }
}
