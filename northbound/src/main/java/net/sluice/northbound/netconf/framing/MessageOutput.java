package net.sluice.northbound.netconf.framing;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;
import net.sluice.northbound.netconf.data.Xml;

/**
 * Sends messages as a stream, in chunks of at most 64 kB. It waits while the client does not read,
 * because the SSH layer below queues without bound and never becomes unwritable. {@link #message}
 * has Thread: any, except the event loop; one thread at a time writes a whole message.
 */
@SuppressWarnings("FutureReturnValueIgnored") // of sending: a listener follows it
public final class MessageOutput extends OutputStream {
  private static final int CHUNK = 64 * 1024;

  /** Maximum number of chunks on their way: with {@link #CHUNK}, the memory for one slow client. */
  private static final int OUTSTANDING = 32;

  /** Time without progress after which a client is given up. */
  private static final Duration STALL = Duration.ofMinutes(5);

  private static final byte[] MARKER = "]]>]]>".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] END_OF_CHUNKS = "\n##\n".getBytes(StandardCharsets.US_ASCII);

  private final Channel channel;
  private final Semaphore credit = new Semaphore(OUTSTANDING);
  private final Lock whole = new ReentrantLock();
  private final byte[] buffer = new byte[CHUNK];
  private int count;
  private boolean chunked;

  public MessageOutput(Channel channel) {
    this.channel = channel;
    // A closed channel acknowledges nothing, so a waiting thread must be released here.
    channel.closeFuture().addListener(closed -> credit.release(OUTSTANDING));
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

  /**
   * Sends a message. A second thread that sends one waits until this one is complete.
   *
   * @throws IOException it can not be sent, so the session must end
   */
  public void message(Body body) throws IOException {
    whole.lock();
    try {
      var xml = Xml.writer(this);
      body.write(xml);
      xml.writeEndDocument();
      xml.close();
      endMessage();
    } catch (XMLStreamException e) {
      throw new IOException("the message can not be written: " + e.getMessage(), e);
    } finally {
      whole.unlock();
    }
  }

  /** Ends the message. */
  public void endMessage() throws IOException {
    send(true);
  }

  private void send(boolean last) throws IOException {
    try {
      if (!credit.tryAcquire(STALL.toSeconds(), TimeUnit.SECONDS)) {
        throw new IOException("the client has read nothing for " + STALL.toMinutes() + " minutes");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while sending", e);
    }
    if (!channel.isActive()) {
      throw new IOException("the client is gone");
    }
    channel.writeAndFlush(frame(last)).addListener(written -> credit.release());
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
