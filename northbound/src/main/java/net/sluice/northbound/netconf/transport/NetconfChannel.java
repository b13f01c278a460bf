package net.sluice.northbound.netconf.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.AbstractChannel;
import io.netty.channel.Channel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelMetadata;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.channel.DefaultChannelConfig;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.io.IOException;
import java.net.SocketAddress;
import java.util.ArrayDeque;
import java.util.Queue;
import net.sluice.northbound.netconf.framing.OctetChannel;
import org.opendaylight.netconf.shaded.sshd.common.io.IoWriteFuture;

/**
 * An SSH channel as a channel of Netty, on the event loop of its TCP connection. Octets keep the
 * window of the client closed until the session has decoded them; octets that are written wait for
 * the window of the client. Thread: its event loop; any for the methods of {@link Channel}.
 */
@SuppressWarnings("FutureReturnValueIgnored") // of closing: nothing follows it
final class NetconfChannel extends AbstractChannel {
  private static final ChannelMetadata METADATA = new ChannelMetadata(false);

  /** The SSH side. */
  interface Ssh {
    /** Begins to send octets. Another write must wait until the result. */
    IoWriteFuture send(byte[] octets) throws IOException;

    /** Opens the window of the client again for a number of octets. */
    void received(int octets) throws IOException;

    /**
     * Disconnects the client.
     *
     * @param reason text for the client
     */
    void refuse(String reason) throws IOException;

    /**
     * Closes the SSH channel.
     *
     * @param sending true if {@link #send} has no result yet; its octets are given up
     */
    void finish(boolean sending) throws IOException;
  }

  private final Ssh ssh;
  private final SocketAddress local;
  private final SocketAddress remote;
  private final ChannelConfig config = new DefaultChannelConfig(this);
  private final Queue<ByteBuf> unread = new ArrayDeque<>();
  private volatile boolean open = true;
  private volatile boolean active;
  private boolean wanted;
  private boolean delivering;
  private boolean ended;
  private boolean sending;

  NetconfChannel(Channel tcp, Ssh ssh) {
    super(tcp);
    this.ssh = ssh;
    this.local = tcp.localAddress();
    this.remote = tcp.remoteAddress();
  }

  /** Registers the channel, lets somebody add handlers, and begins to read. */
  void start(Runnable addHandlers) {
    onLoop(
        () -> {
          parent().eventLoop().register(this);
          addHandlers.run();
          if (open) {
            active = true;
            pipeline().fireChannelActive(); // begins to read
          }
        });
  }

  /** Takes octets of the client, which stay unchanged. */
  void receive(byte[] octets) {
    onLoop(
        () -> {
          if (open) {
            unread.add(Unpooled.wrappedBuffer(octets));
            deliver();
          }
        });
  }

  /** Takes the end of the input: the client sends nothing more, but reads. */
  void endInput() {
    onLoop(
        () -> {
          ended = true;
          deliver();
        });
  }

  /** Takes the end of the SSH channel. */
  void end() {
    onLoop(
        () -> {
          if (isRegistered()) {
            close();
          }
        });
  }

  /** Runs a task in the order of the calls: a client may send all of this with its handshake. */
  private void onLoop(Runnable task) {
    var loop = parent().eventLoop();
    if (loop.inEventLoop()) {
      task.run();
    } else {
      loop.execute(task);
    }
  }

  private void deliver() {
    if (delivering) {
      return;
    }
    delivering = true;
    while (wanted && open && !unread.isEmpty()) {
      wanted = false;
      var octets = unread.remove();
      pipeline().fireChannelRead(octets);
      pipeline().fireChannelReadComplete(); // asks for more, unless reading is suspended
    }
    delivering = false;
    if (ended && open && active && unread.isEmpty()) {
      ended = false;
      pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
    }
  }

  /** Returns this channel for flow control, refusal and the end. */
  OctetChannel octets() {
    return new OctetChannel() {
      @Override
      public void consumed(int octets) {
        onLoop(() -> acknowledge(octets));
      }

      @Override
      public void close() {
        end();
      }

      @Override
      public void refuse(String reason) {
        onLoop(() -> drop(reason));
      }
    };
  }

  private void drop(String reason) {
    try {
      ssh.refuse(reason);
    } catch (IOException e) {
      close();
    }
  }

  private void acknowledge(int length) {
    try {
      if (open) {
        ssh.received(length);
      }
    } catch (IOException e) {
      close();
    }
  }

  @Override
  protected void doBeginRead() {
    wanted = true;
    deliver();
  }

  @Override
  protected void doWrite(ChannelOutboundBuffer out) throws IOException {
    while (!sending && out.current() instanceof ByteBuf octets) {
      if (octets.isReadable()) {
        send(octets);
      } else {
        out.remove();
      }
    }
  }

  private void send(ByteBuf octets) throws IOException {
    byte[] copy = new byte[octets.readableBytes()];
    octets.getBytes(octets.readerIndex(), copy);
    sending = true;
    ssh.send(copy).addListener(result -> eventLoop().execute(() -> sent(result)));
  }

  private void sent(IoWriteFuture result) {
    sending = false;
    var out = unsafe().outboundBuffer();
    if (out == null) {
      return; // closed
    }
    if (result.isWritten()) {
      out.remove();
      ((Sender) unsafe()).resume();
    } else {
      close();
    }
  }

  @Override
  protected void doClose() throws IOException {
    open = false;
    active = false;
    unread.forEach(ByteBuf::release);
    unread.clear();
    ssh.finish(sending);
  }

  @Override
  protected AbstractUnsafe newUnsafe() {
    return new Sender();
  }

  private final class Sender extends AbstractUnsafe {
    void resume() {
      flush0();
    }

    @Override
    public void connect(SocketAddress to, SocketAddress from, ChannelPromise promise) {
      promise.setFailure(new UnsupportedOperationException());
    }
  }

  @Override
  protected boolean isCompatible(EventLoop loop) {
    return true;
  }

  @Override
  protected SocketAddress localAddress0() {
    return local;
  }

  @Override
  protected SocketAddress remoteAddress0() {
    return remote;
  }

  @Override
  protected void doBind(SocketAddress address) {
    throw new UnsupportedOperationException();
  }

  @Override
  protected void doDisconnect() throws IOException {
    doClose();
  }

  @Override
  public ChannelConfig config() {
    return config;
  }

  @Override
  public boolean isOpen() {
    return open;
  }

  @Override
  public boolean isActive() {
    return active;
  }

  @Override
  public ChannelMetadata metadata() {
    return METADATA;
  }
}
