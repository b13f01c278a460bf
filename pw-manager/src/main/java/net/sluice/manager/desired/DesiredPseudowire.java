package net.sluice.manager.desired;

import java.util.Optional;
import net.sluice.l2tp.InterfaceSettings;
import net.sluice.l2tp.PseudowireProfile;
import net.sluice.l2tp.SignaledPseudowireProfile;

/**
 * A configured pseudowire, resolved. Its kind is that of its tunnel and says who decides when the
 * data plane has its session: a commit, the state of the tunnel, or the signaling.
 */
public sealed interface DesiredPseudowire {

  /** A pseudowire whose ids are set by hand. */
  sealed interface Fixed extends DesiredPseudowire {
    PseudowireProfile profile();

    @Override
    default String name() {
      return profile().name();
    }

    @Override
    default String tunnel() {
      return profile().tunnel();
    }

    @Override
    default InterfaceSettings settings() {
      return profile().settings();
    }

    @Override
    default Optional<Long> sessionId() {
      return Optional.of(profile().session().sessionId());
    }

    @Override
    default Optional<RemoteEnd> remoteEnd() {
      return Optional.empty();
    }
  }

  /** A pseudowire in a static tunnel. A commit puts its session into the data plane. */
  record Static(PseudowireProfile profile) implements Fixed {}

  /** A pseudowire in a keepalive tunnel. Its session is there while the tunnel is. */
  record Keepalive(PseudowireProfile profile) implements Fixed {}

  /**
   * A pseudowire in a dynamic tunnel. The signaling asks for its session.
   *
   * @param profile the parameters to negotiate with the peer
   * @param settings settings of its interface while the session is active; an MTU of 0 stands for
   *     the MTU that the negotiated session leaves to the frames
   */
  record Dynamic(SignaledPseudowireProfile profile, InterfaceSettings settings)
      implements DesiredPseudowire {
    @Override
    public String name() {
      return profile.name();
    }

    @Override
    public String tunnel() {
      return profile.tunnel();
    }

    @Override
    public Optional<Long> sessionId() {
      return Optional.empty();
    }

    @Override
    public Optional<RemoteEnd> remoteEnd() {
      return Optional.of(new RemoteEnd(tunnel(), profile.remoteEndId()));
    }
  }

  String name();

  String tunnel();

  InterfaceSettings settings();

  /** Returns its session id at this end; empty when the control protocol assigns it. */
  Optional<Long> sessionId();

  /** Returns its name towards the peer; empty when nothing is negotiated. */
  Optional<RemoteEnd> remoteEnd();

  /** Returns the profile of a static pseudowire; empty for other kinds. */
  default Optional<PseudowireProfile> asStatic() {
    return this instanceof Static found ? Optional.of(found.profile()) : Optional.empty();
  }

  /** Returns the profile of a pseudowire in a keepalive tunnel; empty for other kinds. */
  default Optional<PseudowireProfile> asKeepalive() {
    return this instanceof Keepalive found ? Optional.of(found.profile()) : Optional.empty();
  }

  /** Returns a pseudowire in a dynamic tunnel; empty for other kinds. */
  default Optional<Dynamic> asDynamic() {
    return this instanceof Dynamic found ? Optional.of(found) : Optional.empty();
  }
}
