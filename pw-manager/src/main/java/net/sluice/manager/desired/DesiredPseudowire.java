package net.sluice.manager.desired;

import java.util.Optional;
import net.sluice.l2tp.InterfaceSettings;
import net.sluice.l2tp.PseudowireProfile;
import net.sluice.l2tp.RemoteEndId;

/** A pseudowire as it shall be, of either kind. */
public sealed interface DesiredPseudowire {

  /** What names a session towards the peer. */
  record RemoteEnd(String tunnel, RemoteEndId id) {}

  /**
   * One whose ids are set by hand.
   *
   * @param keepalive whether it is in a keepalive tunnel, and therefore can be there only while its
   *     tunnel is; else it is in a static one
   */
  record Fixed(PseudowireProfile profile, boolean keepalive) implements DesiredPseudowire {
    @Override
    public String name() {
      return profile.name();
    }

    @Override
    public String tunnel() {
      return profile.tunnel();
    }

    @Override
    public InterfaceSettings settings() {
      return profile.settings();
    }

    @Override
    public Optional<Long> sessionId() {
      return Optional.of(profile.session().sessionId());
    }

    @Override
    public Optional<RemoteEnd> remoteEnd() {
      return Optional.empty();
    }
  }

  /** One in a dynamic tunnel. */
  record Signaled(SignaledPseudowire pseudowire) implements DesiredPseudowire {
    @Override
    public String name() {
      return pseudowire.name();
    }

    @Override
    public String tunnel() {
      return pseudowire.profile().tunnel();
    }

    @Override
    public InterfaceSettings settings() {
      return pseudowire.settings();
    }

    @Override
    public Optional<Long> sessionId() {
      return Optional.empty();
    }

    @Override
    public Optional<RemoteEnd> remoteEnd() {
      return Optional.of(new RemoteEnd(tunnel(), pseudowire.profile().remoteEndId()));
    }
  }

  String name();

  String tunnel();

  InterfaceSettings settings();

  /** Its session id at this end, if that is configured. */
  Optional<Long> sessionId();

  /** What names its session towards the peer, if it is signalled. */
  Optional<RemoteEnd> remoteEnd();
}
