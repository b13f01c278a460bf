package net.sluice.northbound.netconf.framing;

import io.netty.buffer.ByteBuf;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.Arrays;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Cuts the octets of a session into messages (RFC 6242 section 4): at the end-of-message marker
 * first, by chunks after both sides have announced base:1.1. It uses no thread and no channel.
 */
public final class FrameDecoder {

  /**
   * A message.
   *
   * @param bytes the message in the first {@code length} octets; the rest is undefined
   */
  @SuppressWarnings("ArrayRecordComponent") // not copied, because it may be large
  public record Message(byte[] bytes, int length) {
    /** Returns the message without the line break that some clients put between messages. */
    public InputStream stream() {
      int start = 0;
      while (start < length && bytes[start] <= ' ' && bytes[start] > 0) {
        start++;
      }
      return new ByteArrayInputStream(bytes, start, length - start);
    }
  }

  private enum State {
    MARKED,
    CHUNK_START,
    CHUNK_HASH,
    CHUNK_SIZE,
    CHUNK_DATA,
    END_OF_CHUNKS
  }

  private static final byte[] MARKER = {']', ']', '>', ']', ']', '>'};

  /** Chunk sizes have up to 10 digits (RFC 6242 section 4.2), which an int may not hold. */
  private static final long MAX_CHUNK = 4_294_967_295L;

  private static final int INITIAL_SIZE = 4096;

  private final int limit;
  private final LongConsumer memory;
  private State state = State.MARKED;
  private byte[] message = new byte[INITIAL_SIZE];
  private int length;
  private int matched;
  private long chunk;
  private boolean chunks;
  private long position;
  private @Nullable Message complete;

  /**
   * @param limit maximum size of a message in octets
   * @param memory gets the octets that a message is about to take on the heap; negative when they
   *     are the receiver's
   */
  FrameDecoder(int limit, LongConsumer memory) {
    this.limit = limit;
    this.memory = memory;
  }

  /** Switches to chunks, for the octets that follow. */
  void useChunks() {
    state = State.CHUNK_START;
  }

  /**
   * Decodes octets up to the end of a message. The octets after it stay in the buffer.
   *
   * @return null if all octets are decoded and the message is not complete
   * @throws FramingException the octets do not follow RFC 6242, or a message is too big
   */
  @Nullable Message decode(ByteBuf in) throws FramingException {
    complete = null;
    while (complete == null && in.isReadable()) {
      if (state == State.CHUNK_DATA) {
        readData(in);
      } else {
        readByte(in.readByte());
        position++;
      }
    }
    return complete;
  }

  private void readData(ByteBuf in) throws FramingException {
    if (chunk > limit - length) {
      int start = Math.min(message.length - length, in.readableBytes());
      in.readBytes(message, length, start);
      length += start;
      throw tooBig();
    }
    int count = (int) Math.min(chunk, in.readableBytes());
    reserve(count);
    in.readBytes(message, length, count);
    length += count;
    position += count;
    chunk -= count;
    if (chunk == 0) {
      state = State.CHUNK_START;
    }
  }

  private void readByte(byte octet) throws FramingException {
    switch (state) {
      case MARKED -> readMarked(octet);
      case CHUNK_START -> {
        expect(octet, '\n');
        state = State.CHUNK_HASH;
      }
      case CHUNK_HASH -> {
        expect(octet, '#');
        chunk = 0;
        state = State.CHUNK_SIZE;
      }
      case CHUNK_SIZE -> readSize(octet);
      case END_OF_CHUNKS -> {
        expect(octet, '\n');
        state = State.CHUNK_START;
        complete();
      }
      case CHUNK_DATA -> throw new IllegalStateException("chunk data is not read octet by octet");
    }
  }

  private void readMarked(byte octet) throws FramingException {
    reserve(1);
    message[length++] = octet;
    if (octet == MARKER[matched]) {
      matched++;
    } else {
      // After more than two ']' in a row, the last two can still begin the marker.
      matched = octet == ']' ? 2 : 0;
    }
    if (matched == MARKER.length) {
      matched = 0;
      length -= MARKER.length;
      complete();
    }
  }

  private void readSize(byte octet) throws FramingException {
    if (octet == '#' && chunk == 0) {
      if (!chunks) {
        throw malformed("end of chunks without a chunk");
      }
      state = State.END_OF_CHUNKS;
    } else if (octet == '\n' && chunk > 0) {
      chunks = true;
      state = State.CHUNK_DATA;
    } else if (octet >= (chunk == 0 ? '1' : '0') && octet <= '9') {
      chunk = chunk * 10 + octet - '0';
      if (chunk > MAX_CHUNK) {
        throw malformed("chunk size is above " + MAX_CHUNK);
      }
    } else {
      throw malformed("octet 0x" + hex(octet) + " in a chunk size");
    }
  }

  private void expect(byte octet, char expected) throws FramingException {
    if (octet != expected) {
      throw malformed(
          "octet 0x" + hex(octet) + " instead of 0x" + hex((byte) expected) + " of a chunk header");
    }
  }

  private FramingException malformed(String message) {
    return FramingException.malformed(message + ", at octet " + position + " of the session");
  }

  private FramingException tooBig() {
    return FramingException.tooBig(limit, new Message(message, length));
  }

  private static String hex(byte octet) {
    return String.format("%02x", octet);
  }

  private void reserve(int count) throws FramingException {
    if (count > limit - length) {
      throw tooBig();
    }
    if (length + count > message.length) {
      int doubled = (int) Math.min(limit, 2L * message.length);
      int size = Math.max(length + count, doubled);
      memory.accept(size - message.length);
      message = Arrays.copyOf(message, size);
    }
  }

  /** Completes the message. A small one is copied, so that it takes its own size only. */
  private void complete() {
    if (length <= INITIAL_SIZE) {
      complete = new Message(Arrays.copyOf(message, length), length);
    } else {
      complete = new Message(message, length);
    }
    if (message.length > INITIAL_SIZE) {
      memory.accept(INITIAL_SIZE - message.length);
      message = new byte[INITIAL_SIZE];
    }
    length = 0;
    chunks = false;
  }
}
