package net.sluice.northbound.netconf.transport;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.opendaylight.netconf.shaded.sshd.client.future.DefaultOpenFuture;
import org.opendaylight.netconf.shaded.sshd.client.future.OpenFuture;
import org.opendaylight.netconf.shaded.sshd.common.SshConstants;
import org.opendaylight.netconf.shaded.sshd.common.SshException;
import org.opendaylight.netconf.shaded.sshd.common.channel.ChannelAsyncOutputStream;
import org.opendaylight.netconf.shaded.sshd.common.channel.RequestHandler.Result;
import org.opendaylight.netconf.shaded.sshd.common.channel.exception.SshChannelOpenException;
import org.opendaylight.netconf.shaded.sshd.common.io.IoWriteFuture;
import org.opendaylight.netconf.shaded.sshd.common.util.buffer.Buffer;
import org.opendaylight.netconf.shaded.sshd.common.util.buffer.ByteArrayBuffer;
import org.opendaylight.netconf.shaded.sshd.server.channel.ChannelSession;

/**
 * An SSH channel of type {@code session}, which accepts one request: to start the subsystem {@code
 * netconf} (RFC 6242 section 3). A connection may have several. Thread: the event loop of its
 * connection.
 */
final class NetconfSubsystem extends ChannelSession {
  static final String NAME = "netconf";

  /** Maximum number of channels of one connection at one time, as OpenSSH. */
  static final int MAX_CHANNELS = 10;

  private final SshConnection connection;
  private final ConnectionHandler handler;
  private boolean counted;
  private @Nullable NetconfChannel channel;

  NetconfSubsystem(SshConnection connection, ConnectionHandler handler) {
    this.connection = connection;
    this.handler = handler;
  }

  @Override
  protected OpenFuture doInit(Buffer buffer) {
    counted = connection.openChannel(MAX_CHANNELS);
    if (counted) {
      return super.doInit(buffer);
    }
    var refused = new DefaultOpenFuture(this, this);
    refused.setException(
        new SshChannelOpenException(
            getChannelId(),
            SshConstants.SSH_OPEN_RESOURCE_SHORTAGE,
            MAX_CHANNELS + " channels are open"));
    close(true);
    return refused;
  }

  @Override
  protected Result handleInternalRequest(String request, boolean wantReply, Buffer buffer) {
    if (channel != null || !request.equals("subsystem") || !buffer.getString().equals(NAME)) {
      return Result.ReplyFailure; // no shell, no command, no forwarding
    }
    asyncOut = new ChannelAsyncOutputStream(this, SshConstants.SSH_MSG_CHANNEL_DATA);
    channel = new NetconfChannel(connection.tcp(), new Ssh());
    connection.beginSession();
    return Result.ReplySuccess;
  }

  /** Starts the session after the reply, because its first octets must follow that. */
  @Override
  protected IoWriteFuture sendResponse(
      Buffer buffer, String request, Result result, boolean wantReply) throws IOException {
    var sent = super.sendResponse(buffer, request, result, wantReply);
    var started = channel;
    if (result == Result.ReplySuccess && started != null) {
      started.start(() -> handler.connected(started, started.octets(), getSession().getUsername()));
    }
    return sent;
  }

  @Override
  protected void doWriteData(byte[] octets, int offset, long length) throws IOException {
    if (channel == null) {
      throw new SshException(
          SshConstants.SSH2_DISCONNECT_PROTOCOL_ERROR, "data before the subsystem");
    }
    channel.receive(Arrays.copyOfRange(octets, offset, Math.toIntExact(offset + length)));
  }

  @Override
  public void handleEof() throws IOException {
    super.handleEof();
    if (channel != null) {
      channel.endInput();
    } else {
      close(false);
    }
  }

  /** Ends the session with the SSH channel, whoever closes that. */
  @Override
  protected void preClose() {
    if (counted) {
      counted = false;
      connection.closeChannel();
    }
    if (channel != null) {
      connection.endSession();
      channel.end();
    }
    super.preClose();
  }

  private final class Ssh implements NetconfChannel.Ssh {
    @Override
    public IoWriteFuture send(byte[] octets) throws IOException {
      return requireNonNull(asyncOut).writeBuffer(new ByteArrayBuffer(octets));
    }

    @Override
    public void received(int octets) throws IOException {
      if (!isClosing()) {
        getLocalWindow().release(octets);
      }
    }

    @Override
    public void refuse(String reason) throws IOException {
      getSession().disconnect(SshConstants.SSH2_DISCONNECT_TOO_MANY_CONNECTIONS, reason);
    }

    @Override
    public void finish(boolean sending) throws IOException {
      if (sending) {
        requireNonNull(asyncOut).close(true);
      }
      closeShell(0, false);
    }
  }
}
