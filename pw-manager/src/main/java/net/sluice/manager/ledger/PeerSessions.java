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
 * The sessions that peers opened, and what they are lent as long as they last: a number, the name
 * of an interface, a place in a funnel. Runs on the manager's thread.
 */
final class PeerSessions {
  private final DesiredState desired;
  private final Funnels funnels;

  /** The prefix of automatic interface names, as it is now. */
  private final Supplier<String> prefix;

  private final Map<String, Placed> byInterface = new HashMap<>();
  private final Referrers<String> byTunnel = new Referrers<>();

  PeerSessions(DesiredState desired, Funnels funnels, Supplier<String> prefix) {
    this.desired = desired;
    this.funnels = funnels;
    this.prefix = prefix;
  }

  /** A peer has opened a session. */
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

  /** What the session profile gives to the interface of a session. */
  InterfaceSettings settings(String interfaceName, SessionReport report) {
    Optional<AcceptedSession> gets = report.acceptProfile().flatMap(desired::acceptedSession);
    BridgeAttachment attached =
        funnels.attach(report.name(), interfaceName, gets.flatMap(AcceptedSession::funnel));
    return new InterfaceSettings(
        interfaceName,
        report.name(),
        gets.map(AcceptedSession::mtu).orElse(0),
        true,
        gets.flatMap(AcceptedSession::bridge).or(attached::bridge),
        false,
        attached.port());
  }

  /** A session is over: what it was lent is free. */
  void over(Placed session) {
    byInterface.remove(session.configuredName());
    byTunnel.remove(session.name());
    desired.ids().giveBack(session.id());
    funnels.leave(session.name());
  }

  /** The session with an interface. */
  Optional<Placed> withInterface(String name) {
    return Optional.ofNullable(byInterface.get(name));
  }

  /** All of them; a live view. */
  Collection<Placed> all() {
    return byInterface.values();
  }

  /** Number of sessions in a tunnel. */
  int countIn(String tunnel) {
    return byTunnel.of(tunnel).size();
  }
}
