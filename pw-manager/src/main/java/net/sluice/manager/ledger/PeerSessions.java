package net.sluice.manager.ledger;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import net.sluice.l2tp.InterfaceSettings;
import net.sluice.l2tp.signaling.SessionReport;
import net.sluice.manager.desired.AcceptedSession;
import net.sluice.manager.desired.BridgeAttachment;
import net.sluice.manager.desired.DesiredState;
import net.sluice.manager.desired.Referrers;
import net.sluice.manager.funnels.Funnels;
import net.sluice.manager.ledger.Placed.Kind;

/**
 * The sessions that peers opened, and the resources that each has until it ends: a number, an
 * interface name, a place in a funnel.
 *
 * <p>Thread: manager.
 */
final class PeerSessions {
  private final DesiredState desired;
  private final Funnels funnels;

  /** Returns the configured prefix of automatic interface names. */
  private final Supplier<String> prefix;

  private final Map<String, Placed> byInterface = new HashMap<>();
  private final Referrers<String> byTunnel = new Referrers<>();

  PeerSessions(DesiredState desired, Funnels funnels, Supplier<String> prefix) {
    this.desired = desired;
    this.funnels = funnels;
    this.prefix = prefix;
  }

  /** Adds a session that a peer has opened. */
  Placed open(SessionReport report) {
    int number = desired.ids().lend(free -> isFree(prefix.get() + free));
    String interfaceName = prefix.get() + number;
    Placed opened =
        new Placed(report.name(), number, Kind.PEER, report, settings(interfaceName, report));
    byInterface.put(interfaceName, opened);
    byTunnel.put(report.name(), report.tunnel());
    return opened;
  }

  private boolean isFree(String interfaceName) {
    return desired.pseudowireWithInterface(interfaceName).isEmpty()
        && !byInterface.containsKey(interfaceName)
        && !funnels.isUplink(interfaceName);
  }

  /** Returns the settings that the session profile sets for the interface of a session. */
  InterfaceSettings settings(String interfaceName, SessionReport report) {
    Optional<AcceptedSession> accepted = report.acceptProfile().flatMap(desired::acceptedSession);
    BridgeAttachment attached =
        funnels.attach(report.name(), interfaceName, accepted.flatMap(AcceptedSession::funnel));
    return new InterfaceSettings(
        interfaceName,
        report.name(),
        accepted.map(AcceptedSession::mtu).orElse(0),
        true,
        accepted.flatMap(AcceptedSession::bridge).or(attached::bridge),
        false,
        attached.port());
  }

  /** Removes a session that has ended, and frees its resources. */
  void close(Placed session) {
    byInterface.remove(session.configuredName());
    byTunnel.remove(session.name());
    desired.ids().giveBack(session.id());
    funnels.leave(session.name());
  }

  /** Returns the session with an interface. */
  Optional<Placed> withInterface(String name) {
    return Optional.ofNullable(byInterface.get(name));
  }

  /** Returns all sessions; a live view. */
  Collection<Placed> all() {
    return byInterface.values();
  }

  /** Returns the number of sessions in a tunnel. */
  int countIn(String tunnel) {
    return byTunnel.of(tunnel).size();
  }
}
