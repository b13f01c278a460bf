package net.sluice.northbound.status;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.flow.FlowControlHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import net.sluice.manager.api.StatusService;
import net.sluice.northbound.load.ComputeGate;

/**
 * The server of the operational state as JSON over HTTP/1.1. It is read-only and on loopback only,
 * so exactly the users of the host can read it. Thread: any.
 */
public final class StatusServer implements AutoCloseable {
  private final EventLoopGroup loop =
      new MultiThreadIoEventLoopGroup(
          1, new DefaultThreadFactory("status", true), NioIoHandler.newFactory());

  /** Platform threads, because they compute: virtual ones would hold the carriers of all others. */
  private final ExecutorService workers =
      Executors.newCachedThreadPool(
          Thread.ofPlatform().daemon().name("status-worker-", 0).factory());

  /** Long answers are computed by one thread at a time, in slices. */
  private final ComputeGate answers = new ComputeGate(1);

  private final OpenConnections open;
  private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
  private final Channel listener;

  /**
   * The options of the server.
   *
   * @param address a loopback address and a port; port 0 for any free one
   * @param maxConnections maximum number of connections; for one more, the one that has waited
   *     longest is closed
   * @param idle time that a client may take to send a request, or to take a part of the answer
   */
  public record Options(InetSocketAddress address, int maxConnections, Duration idle) {
    /** Returns options with the usual limits: 64 connections, 30 seconds. */
    public static Options at(InetSocketAddress address) {
      return new Options(address, 64, Duration.ofSeconds(30));
    }
  }

  /**
   * Starts the server.
   *
   * @param version version of Sluice, for /status
   * @param requests number of netlink requests sent so far, by name; empty if the data plane sends
   *     none
   * @throws IOException the server can not listen at the address; the message names it
   * @throws IllegalArgumentException the address is not a loopback address
   */
  public StatusServer(
      Options options, StatusService service, String version, Supplier<Map<String, Long>> requests)
      throws IOException {
    if (options.address().isUnresolved() || !options.address().getAddress().isLoopbackAddress()) {
      throw new IllegalArgumentException(
          "the status endpoint has no users, so it needs a loopback address; %s is none"
              .formatted(options.address().getHostString()));
    }
    open = new OpenConnections(options.maxConnections());
    Resources resources = new Resources(service, version, requests, Clock.systemUTC());
    ChannelFuture bound =
        new ServerBootstrap()
            .group(loop)
            .channel(NioServerSocketChannel.class)
            .childOption(ChannelOption.AUTO_READ, false)
            .childHandler(new Connection(options, resources))
            .bind(options.address())
            .awaitUninterruptibly();
    if (!bound.isSuccess()) {
      close();
      throw new IOException(
          "the status endpoint can not listen at %s port %d: %s"
              .formatted(
                  options.address().getAddress().getHostAddress(),
                  options.address().getPort(),
                  bound.cause().getMessage()),
          bound.cause());
    }
    listener = bound.channel();
    connections.add(listener);
  }

  /** Returns the address and port of the server. */
  public InetSocketAddress address() {
    return (InetSocketAddress) listener.localAddress();
  }

  /** Returns the event loop, so that a watchdog can find out if it works. */
  public Executor executor() {
    return loop.next();
  }

  /** Returns the number of open connections. */
  int connectionCount() {
    return connections.size() - 1; // the group has the listener as well
  }

  /** Closes all connections and stops to listen. */
  @Override
  public void close() {
    connections.close().awaitUninterruptibly(500, TimeUnit.MILLISECONDS);
    workers.shutdownNow();
    awaitWorkers();
    loop.shutdownGracefully(0, 500, TimeUnit.MILLISECONDS).awaitUninterruptibly();
  }

  private void awaitWorkers() {
    try {
      workers.awaitTermination(500, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private final class Connection extends ChannelInitializer<SocketChannel> {
    private final Options options;
    private final Resources resources;

    Connection(Options options, Resources resources) {
      this.options = options;
      this.resources = resources;
    }

    @Override
    protected void initChannel(SocketChannel channel) {
      connections.add(channel);
      channel
          .pipeline()
          .addLast(
              new HttpServerCodec(
                  new HttpDecoderConfig()
                      .setMaxInitialLineLength(RequestCheck.MAX_LINE)
                      .setMaxHeaderSize(RequestCheck.MAX_HEADERS)),
              new FlowControlHandler(),
              new StatusHandler(
                  channel, open, resources, workers, answers, options.idle().toMillis()));
    }
  }
}
