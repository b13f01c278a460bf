package net.sluice.northbound.netconf.framing;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;
import net.sluice.northbound.load.CancelledException;
import net.sluice.northbound.load.Computing;
import net.sluice.northbound.load.MemoryBudget;
import net.sluice.northbound.netconf.data.Xml;
import org.jspecify.annotations.Nullable;

/**
 * Sends messages as a stream, in chunks of at most 64 kB. It waits while the client does not read,
 * because the SSH layer below queues without bound and never becomes unwritable. {@link #message}
 * has Thread: any, except the event loop; one thread at a time writes a whole message.
 */
@SuppressWarnings("FutureReturnValueIgnored") // of sending: a listener follows it
public final class MessageOutput extends OutputStream {
  private static final int CHUNK = 64 * 1024;

  /** Maximum number of chunks on their way: with {@link #CHUNK}, the memory for one slow client. */
  private static final int OUTSTANDING = 8;

  /** Time without progress after which a client is given up. */
  private static final Duration STALL = Duration.ofMinutes(5);

  private static final byte[] MARKER = "]]>]]>".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] END_OF_CHUNKS = "\n##\n".getBytes(StandardCharsets.US_ASCII);

  private final Channel channel;
  private final MemoryBudget.Account account;
  private final Lock whole = new ReentrantLock();
  private final byte[] buffer = new byte[CHUNK];
  private int count;
  private boolean chunked;

  /** True while a message is not complete. */
  private boolean torn;

  /** True if a part of the message is sent. */
  private boolean begun;

  /** The computing that writes the message; guarded by {@link #whole}. */
  private Computing writer = Computing.FREE;

  private final Lock flow = new ReentrantLock();
  private final Condition progress = flow.newCondition();
  private int outstanding;
  private boolean gone;
  private long lastProgress = System.nanoTime();
  private Duration patience = STALL;

  /** Time for all waits together, from the first of them; null without a limit. */
  private @Nullable Duration limit;

  /** Start of the first wait with a limit; 0 before it. */
  private long limitedSince;

  /**
   * @param account counts the memory of chunks on their way
   */
  public MessageOutput(Channel channel, MemoryBudget.Account account) {
    this.channel = channel;
    this.account = account;
    // A closed channel acknowledges nothing, so a waiting thread must be released here.
    channel.closeFuture().addListener(closed -> lose());
  }

  /** Switches to chunks, for the messages that follow. Before, each message ends with a marker. */
  public void useChunks() {
    chunked = true;
  }

  @Override
  public void write(int octet) throws IOException {
    if (count == CHUNK) {
      send(false);
    }
    buffer[count++] = (byte) octet;
  }

  @Override
  public void write(byte[] octets, int offset, int length) throws IOException {
    int from = offset;
    for (int left = length; left > 0; ) {
      if (count == CHUNK) {
        send(false);
      }
      int part = Math.min(left, CHUNK - count);
      System.arraycopy(octets, from, buffer, count, part);
      count += part;
      from += part;
      left -= part;
    }
  }

  /** Does nothing: a chunk is sent when it is full or its message ends. */
  @Override
  public void flush() {}

  /** Writes a message. */
  @FunctionalInterface
  public interface Body {
    void write(XMLStreamWriter xml) throws XMLStreamException;
  }

  /** A message failed before any part of it was sent. Another one can be sent in its place. */
  public static final class UnsentException extends Exception {
    private static final long serialVersionUID = 1L;

    UnsentException(Exception cause) {
      super(cause);
    }
  }

  /**
   * Sends a message. A second thread that sends one waits until this one is complete.
   *
   * @param computing the computing that writes the message. It holds no place while the client is
   *     slow.
   * @throws IOException it can not be sent, so the session must end
   * @throws UnsentException the body has failed, and nothing was sent
   * @throws IllegalStateException the body has failed after a part was sent, so the session must
   *     end
   */
  public void message(Computing computing, Body body) throws IOException, UnsentException {
    whole.lock();
    try {
      if (torn) {
        throw new IOException("the message before is not complete");
      }
      writer = computing;
      computing.begin();
      try {
        torn = true;
        begun = false;
        write(body);
        torn = false;
      } finally {
        computing.end();
        discard();
      }
    } catch (CancelledException e) {
      throw e;
    } catch (XMLStreamException | RuntimeException e) {
      if (e.getCause() instanceof IOException failed) {
        throw failed;
      }
      if (torn) {
        throw new IllegalStateException("the message has failed after a part was sent", e);
      }
      throw new UnsentException(e);
    } finally {
      whole.unlock();
    }
  }

  private void write(Body body) throws IOException, XMLStreamException {
    var xml = Xml.writer(this);
    body.write(xml);
    xml.writeEndDocument();
    xml.close();
    send(true);
  }

  /** Discards a message that failed before any of it was sent; another can be sent instead. */
  private void discard() {
    if (torn && !begun) {
      torn = false;
      count = 0;
    }
  }

  /**
   * Limits the waits for the client from now on: the session ends, and others wait for that. The
   * limit runs from the next wait, because the client can do nothing about a request in progress.
   * Thread: any.
   *
   * @param stall time without progress after which the client is given up
   * @param inAll time for all waits together
   */
  public void finishWithin(Duration stall, Duration inAll) {
    flow.lock();
    try {
      patience = stall;
      limit = inAll;
      progress.signalAll();
    } finally {
      flow.unlock();
    }
  }

  /**
   * Waits until the connection has taken everything that was sent.
   *
   * @param stall time without progress after which the client is given up
   * @throws IOException the client is gone, or does not read
   */
  public void awaitSent(Duration stall) throws IOException {
    flow.lock();
    try {
      if (patience.compareTo(stall) > 0) {
        patience = stall;
      }
      awaitOutstanding(0);
    } finally {
      flow.unlock();
    }
  }

  private void send(boolean last) throws IOException {
    awaitCredit();
    begun = true;
    int size = count;
    account.add(size);
    channel.writeAndFlush(frame(last)).addListener(written -> sent(written, size));
  }

  private void awaitCredit() throws IOException {
    flow.lock();
    try {
      if (outstanding < OUTSTANDING && !gone) {
        outstanding++;
        return;
      }
    } finally {
      flow.unlock();
    }
    writer.end(); // others compute while this client reads
    flow.lock();
    try {
      awaitOutstanding(OUTSTANDING - 1);
      outstanding++;
    } finally {
      flow.unlock();
      writer.begin();
    }
  }

  /** Waits until at most some chunks are on their way. The caller holds {@link #flow}. */
  private void awaitOutstanding(int most) throws IOException {
    long start = System.nanoTime();
    try {
      while (outstanding > most && !gone) {
        if (progress.awaitNanos(left(start)) <= 0 && left(start) <= 0) {
          throw new IOException(
              "the client has read nothing for " + patience.toSeconds() + " seconds");
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while sending", e);
    }
    if (gone) {
      throw new IOException("the client is gone");
    }
  }

  /** Returns the time in ns that a wait may still take. */
  private long left(long start) {
    long now = System.nanoTime();
    long left = patience.toNanos() - (now - Math.max(start, lastProgress));
    if (limit == null) {
      return left;
    }
    limitedSince = limitedSince == 0 ? now : limitedSince;
    return Math.min(left, limit.toNanos() - (now - limitedSince));
  }

  private void sent(Future<? super Void> written, int size) {
    account.add(-size);
    flow.lock();
    try {
      outstanding--;
      lastProgress = System.nanoTime();
      gone |= !written.isSuccess();
      progress.signalAll();
    } finally {
      flow.unlock();
    }
  }

  private void lose() {
    flow.lock();
    try {
      gone = true;
      progress.signalAll();
    } finally {
      flow.unlock();
    }
  }

  private ByteBuf frame(boolean last) {
    var frame = channel.alloc().buffer(count + 32);
    if (chunked && count > 0) {
      frame.writeCharSequence("\n#" + count + "\n", StandardCharsets.US_ASCII);
    }
    frame.writeBytes(buffer, 0, count);
    if (last) {
      frame.writeBytes(chunked ? END_OF_CHUNKS : MARKER);
    }
    count = 0;
    return frame;
  }
}
