package net.sluice.manager.ledger;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Optional;
import java.util.Set;
import net.sluice.l2tp.TunnelProfile;
import net.sluice.l2tp.TunnelSocket;
import org.jspecify.annotations.Nullable;

/**
 * A tunnel in the ledger. A static one is wanted while it is configured. A signaled one is wanted
 * from the request of signaling until it has a successor, or its connection is finished and no
 * wanted session is in it. Signaling keeps its socket open until the ledger reports that the tunnel
 * is released.
 *
 * <p>Thread: manager.
 */
final class PlacedTunnel {
  private final @Nullable TunnelSocket socket;
  private TunnelProfile profile;
  private @Nullable TunnelProfile present;
  private boolean wanted = true;
  private boolean finished;

  /** The sessions that are present in it. */
  private final Set<Placed> sessions = Collections.newSetFromMap(new IdentityHashMap<>());

  /**
   * Creates a tunnel that is wanted and not present.
   *
   * @param socket the socket of a signaled tunnel; null for a static one
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

  /** Returns the wanted form, or the latest one if it is no longer wanted. */
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

  /** Returns true if its connection is finished. */
  boolean isFinished() {
    return finished;
  }

  Set<Placed> sessions() {
    return sessions;
  }

  /** Returns true if the present form is the wanted one, or if it is neither wanted nor present. */
  boolean isSettled() {
    return wanted ? profile.equals(present) : present == null;
  }

  /** Returns true if it contains a session that is wanted in it. */
  boolean isUsed() {
    return sessions.stream().anyMatch(this::wants);
  }

  /** Returns true if the wanted form of a session is in this tunnel. */
  boolean wants(Placed session) {
    return session.wanted() != null && session.wanted().tunnelId() == id();
  }

  /** Sets another wanted form, with the same id. */
  void want(TunnelProfile form) {
    profile = form;
    wanted = true;
  }

  void unwant() {
    wanted = false;
  }

  /** Marks its connection as finished. */
  void finish() {
    finished = true;
  }

  /** Enters that the data plane has it in this form. */
  void present(TunnelProfile form) {
    present = form.equals(profile) ? profile : form;
  }

  /** Enters that the data plane does not have it any more. */
  void lost() {
    present = null;
  }
}
