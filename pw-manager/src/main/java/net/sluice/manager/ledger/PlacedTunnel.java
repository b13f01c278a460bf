package net.sluice.manager.ledger;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Optional;
import java.util.Set;
import net.sluice.l2tp.TunnelProfile;
import net.sluice.l2tp.TunnelSocket;
import org.jspecify.annotations.Nullable;

/**
 * A tunnel in the ledger. A static one is wanted while it is configured. A signalled one is wanted
 * from the request of the signalling until a successor is there or nothing in it is of use; its
 * socket stays open until the signalling was told that the tunnel is released.
 */
final class PlacedTunnel {
  private final @Nullable TunnelSocket socket;
  private TunnelProfile profile;
  private @Nullable TunnelProfile present;
  private boolean wanted = true;
  private boolean over;

  /** The sessions that are present in it. */
  private final Set<Placed> sessions = Collections.newSetFromMap(new IdentityHashMap<>());

  /**
   * Creates a tunnel that is wanted and not present.
   *
   * @param socket the socket of a signalled tunnel; null for a static one
   */
  PlacedTunnel(TunnelProfile profile, @Nullable TunnelSocket socket) {
    this.profile = profile;
    this.socket = socket;
  }

  String name() {
    return profile.name();
  }

  long id() {
    return profile.tunnelId();
  }

  /** Returns the wanted form, or the last one that was wanted. */
  TunnelProfile profile() {
    return profile;
  }

  boolean isStatic() {
    return socket == null;
  }

  Optional<TunnelSocket> socket() {
    return Optional.ofNullable(socket);
  }

  boolean isWanted() {
    return wanted;
  }

  Optional<TunnelProfile> asWanted() {
    return wanted ? Optional.of(profile) : Optional.empty();
  }

  Optional<TunnelProfile> asPresent() {
    return Optional.ofNullable(present);
  }

  boolean isPresent() {
    return present != null;
  }

  /** Returns whether its connection is over. */
  boolean isOver() {
    return over;
  }

  Set<Placed> sessions() {
    return sessions;
  }

  /** Returns whether the data plane has it as it is wanted, or does not have it as it is not. */
  boolean isSettled() {
    return wanted ? profile.equals(present) : present == null;
  }

  /** Returns whether a session that is wanted is in it. */
  boolean isUsed() {
    return sessions.stream().anyMatch(this::wants);
  }

  /** Returns whether a session is wanted in this very tunnel. */
  boolean wants(Placed session) {
    return session.wanted() != null && session.wanted().tunnelId() == id();
  }

  /** Wants another form, with the same id. */
  void want(TunnelProfile form) {
    profile = form;
    wanted = true;
  }

  void unwant() {
    wanted = false;
  }

  void over() {
    over = true;
  }

  /** The data plane has it in this form. */
  void present(TunnelProfile form) {
    present = form.equals(profile) ? profile : form;
  }

  /** The data plane does not have it any more. */
  void lost() {
    present = null;
  }
}
