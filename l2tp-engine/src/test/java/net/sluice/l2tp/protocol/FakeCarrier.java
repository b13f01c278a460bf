package net.sluice.l2tp.protocol;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.sluice.l2tp.ControlParameters;
import net.sluice.l2tp.wire.ControlMessage;
import org.jspecify.annotations.Nullable;

/** A control connection that keeps the messages sent through it. */
final class FakeCarrier implements Carrier {
  /** The messages that were sent and not taken yet. */
  final List<ControlMessage> sent = new ArrayList<>();

  private final String tunnel;
  private final long localId;
  private final ControlParameters parameters;
  private final Optional<String> sessionProfile;
  List<Integer> capabilities = List.of(4, 5);

  /** Null for a peer with a configured tunnel. */
  @Nullable PeerLimits peerLimits;

  /** Number of messages that would be sent immediately. */
  int room = Integer.MAX_VALUE;

  FakeCarrier(String tunnel, long localId, ControlParameters parameters, String sessionProfile) {
    this.tunnel = tunnel;
    this.localId = localId;
    this.parameters = parameters;
    this.sessionProfile = Optional.ofNullable(sessionProfile);
  }

  @Override
  public String tunnel() {
    return tunnel;
  }

  @Override
  public long localId() {
    return localId;
  }

  @Override
  public long peerId() {
    return localId + 1000;
  }

  @Override
  public ControlParameters parameters() {
    return parameters;
  }

  @Override
  public List<Integer> peerCapabilities() {
    return capabilities;
  }

  @Override
  public Optional<String> sessionProfile() {
    return sessionProfile;
  }

  @Override
  public @Nullable PeerLimits peerLimits() {
    return peerLimits;
  }

  @Override
  public boolean ready() {
    return room > 0;
  }

  @Override
  public void send(ControlMessage message) {
    sent.add(message);
    room--;
  }

  /** Returns the messages sent since the last call. */
  List<ControlMessage> take() {
    List<ControlMessage> messages = List.copyOf(sent);
    sent.clear();
    return messages;
  }
}
