package net.sluice.netlink;

import java.nio.ByteBuffer;
import java.util.Arrays;
import net.sluice.netlink.system.Errno;
import net.sluice.netlink.system.Linux;
import org.jspecify.annotations.Nullable;

/**
 * A buffer that sends many requests in few system calls. The kernel handles a batch in order and
 * answers each request separately: a request that fails neither stops nor hides the others. The
 * listener receives the results in the order of the requests, during {@link #flush} or earlier when
 * the batch is full and sends its content. The listener must not use the batch.
 *
 * <p>The index of a request counts from the first request after the last {@link #flush} by the
 * caller. Nothing is allocated per request that succeeds.
 *
 * <p>Thread: the one that owns the {@link NetlinkSocket}.
 */
public final class RequestBatch implements Requests {
  /** Requests in one send. The time per request does not fall any further above about 64. */
  public static final int MAX_REQUESTS = 128;

  /** Length of the longest single request, in bytes. */
  public static final int MAX_REQUEST_LENGTH = 4096;

  private static final int CAPACITY = 64 * 1024;

  private final NetlinkSocket socket;
  private final BatchListener listener;
  private final MessageWriter writer = MessageWriter.allocate(CAPACITY);
  private final boolean[] answered = new boolean[MAX_REQUESTS];
  private int sent;
  private int pending;

  RequestBatch(NetlinkSocket socket, BatchListener listener) {
    this.socket = socket;
    this.listener = listener;
  }

  @Override
  public MessageWriter request(int type, int flags) {
    if (pending == MAX_REQUESTS || writer.buffer().remaining() < MAX_REQUEST_LENGTH) {
      exchange();
    }
    pending++;
    return writer.start(type, flags | Nl.NLM_F_REQUEST);
  }

  /**
   * Returns the number of requests written since the last flush; the newest has the index {@code
   * size() - 1}.
   */
  public int size() {
    return sent + pending;
  }

  /** Sends the remaining requests and reports the results. The next request has the index 0. */
  public void flush() {
    try {
      exchange();
    } finally {
      sent = 0;
    }
  }

  private void exchange() {
    if (pending == 0) {
      return;
    }
    int base = sent;
    int count = pending;
    ByteBuffer messages = writer.messages();
    int first = socket.stamp(messages, Nl.NLM_F_ACK);
    Arrays.fill(answered, 0, count, false);
    sent += count;
    pending = 0;
    try {
      int result = socket.transmit(messages);
      KernelError unanswered =
          result < 0 ? KernelError.of(-result, "") : collect(first, base, count);
      for (int i = 0; unanswered != null && i < count; i++) {
        if (!answered[i]) {
          listener.failed(base + i, unanswered);
        }
      }
    } finally {
      writer.reset();
    }
  }

  /**
   * Reads acknowledgements until all have arrived.
   *
   * @return the error of the requests that remain without an answer; null if all were answered
   */
  private @Nullable KernelError collect(int first, int base, int count) {
    int missing = count;
    KernelError lost = null;
    while (missing > 0) {
      // All acknowledgements are queued by now, so after a loss there is nothing to wait for.
      int result = socket.receive(lost == null ? 0 : Linux.MSG_DONTWAIT);
      if (result == -Errno.ENOBUFS) {
        lost = NetlinkSocket.lost(Errno.ENOBUFS);
      } else if (result < 0) {
        return lost == null ? NetlinkSocket.lost(-result) : lost;
      } else {
        try {
          missing -= report(first, base, count);
        } catch (MalformedMessageException e) {
          lost = KernelError.of(Errno.EBADMSG, e.getMessage());
        }
      }
    }
    return lost;
  }

  private int report(int first, int base, int count) {
    MessageReader reader = socket.reader();
    int reported = 0;
    while (reader.next()) {
      int index = reader.sequence() - first;
      boolean ours = index >= 0 && index < count && !answered[index];
      if (!ours || reader.type() != Nl.NLMSG_ERROR) {
        continue;
      }
      KernelError error = Acknowledgement.error(reader);
      answered[index] = true;
      reported++;
      if (error == null) {
        listener.applied(base + index);
      } else {
        listener.failed(base + index, error);
      }
    }
    return reported;
  }
}
