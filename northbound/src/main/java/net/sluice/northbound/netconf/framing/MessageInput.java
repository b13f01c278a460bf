package net.sluice.northbound.netconf.framing;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import net.sluice.northbound.load.MemoryBudget;

/**
 * The octets that a client has sent, and the messages in them. Octets stay octets until the session
 * asks for the next message, so many small messages take no more memory than they have octets. The
 * client must wait when it is a window ahead: {@link OctetChannel#consumed} gives the window back
 * when the octets are messages. Updates of the client's own window arrive all the same.
 *
 * <p>Thread: that of the session, if a method does not say something else.
 */
public final class MessageInput {
  private final FrameDecoder decoder;
  private final MemoryBudget.Account account;
  private final OctetChannel channel;
  private final Lock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  /** Octets that are not yet decoded; guarded by the lock. */
  private ByteBuf arrived = Unpooled.buffer();

  private boolean closed;
  private boolean finished;
  private volatile boolean awaiting;

  /** Octets that are being decoded. */
  private ByteBuf current = Unpooled.EMPTY_BUFFER;

  /** Octets of the message that the session works on. */
  private long held;

  /**
   * @param limit maximum size of a message in octets
   * @param account counts the memory of octets and messages
   */
  public MessageInput(int limit, MemoryBudget.Account account, OctetChannel channel) {
    this.decoder = new FrameDecoder(limit, account::add);
    this.account = account;
    this.channel = channel;
  }

  /** Switches to chunks, for the messages that follow. Before, each message ends with a marker. */
  public void useChunks() {
    decoder.useChunks();
  }

  /** Takes octets from the client. Thread: event loop. */
  public void offer(ByteBuf octets) {
    account.add(octets.readableBytes());
    lock.lock();
    try {
      if (!closed) {
        arrived.writeBytes(octets);
        changed.signal();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Takes no more octets from the client. Those that have arrived are still messages. */
  public void finish() {
    lock.lock();
    try {
      finished = true;
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  /** Discards the messages after the one that the session works on. Thread: any. */
  public void close() {
    lock.lock();
    try {
      closed = true;
      arrived = Unpooled.EMPTY_BUFFER;
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  /** Returns true if the session waits for a message, and has none. Thread: any. */
  public boolean isAwaiting() {
    return awaiting;
  }

  /**
   * Waits for the next message. The memory of the one before is free then.
   *
   * @return empty if the input is closed
   * @throws FramingException the octets do not follow RFC 6242, or a message is too big
   */
  public Optional<FrameDecoder.Message> next() throws FramingException, InterruptedException {
    account.add(-held);
    held = 0;
    while (!isClosed()) {
      var message = decoder.decode(current);
      if (message != null) {
        held = message.bytes().length;
        account.add(held);
        return Optional.of(message);
      }
      refill();
    }
    return Optional.empty();
  }

  private boolean isClosed() {
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
  }

  /** Waits for octets after those that are decoded. */
  private void refill() throws InterruptedException {
    int decoded = current.readerIndex();
    current = Unpooled.EMPTY_BUFFER;
    if (decoded > 0) {
      account.add(-decoded);
      channel.consumed(decoded);
    }
    lock.lock();
    try {
      awaiting = true;
      while (!arrived.isReadable() && !closed && !finished) {
        changed.await();
      }
      closed |= !arrived.isReadable();
      if (!closed) {
        current = arrived;
        arrived = Unpooled.buffer();
      }
    } finally {
      awaiting = false;
      lock.unlock();
    }
  }
}
