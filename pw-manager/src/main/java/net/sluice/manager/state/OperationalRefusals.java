package net.sluice.manager.state;

import com.google.common.net.HostAndPort;
import com.google.common.net.InetAddresses;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import net.sluice.l2tp.signaling.Refusal;
import net.sluice.manager.api.StatusService.EventType;
import net.sluice.manager.api.StatusService.LastRefusal;
import net.sluice.manager.api.StatusService.Subject;

/**
 * The latest refusal at each object: a datagram that this end dropped, or a request that it
 * refused. A refusal stays until the success of its object: a tunnel or session comes up. At the
 * system it stays until a tunnel with its sender comes up.
 *
 * <p>Thread: manager. Methods that return refusals: any.
 */
final class OperationalRefusals {
  private record Key(Subject subject, String name) {}

  /** A refusal, with its sender if that is known. */
  private record Entry(LastRefusal last, Optional<InetAddress> sender, boolean ofSession) {}

  private final Clock clock;
  private final EventHistory events;
  private final Map<Key, Entry> latest = new ConcurrentHashMap<>();

  OperationalRefusals(Clock clock, EventHistory events) {
    this.clock = clock;
    this.events = events;
  }

  /** Stores a refusal and adds its event. */
  void add(Subject subject, String name, Refusal refusal) {
    String text = text(refusal);
    Optional<InetAddress> sender = refusal.peer().map(InetSocketAddress::getAddress);
    LastRefusal last = new LastRefusal(clock.instant(), text);
    latest.put(new Key(subject, name), new Entry(last, sender, isOfSession(refusal)));
    events.add(subject, name, EventType.REFUSED, text);
  }

  /** Returns true if a tunnel refused a session, so that its own state says nothing about it. */
  private static boolean isOfSession(Refusal refusal) {
    return switch (refusal.reason()) {
      case UNKNOWN_REMOTE_END_ID,
          WRONG_PSEUDOWIRE_TYPE,
          WRONG_SUBLAYER,
          SESSION_LIMIT,
          SESSION_RATE_LIMIT,
          WRONG_SESSION_ID ->
          true;
      default -> false;
    };
  }

  private static String text(Refusal refusal) {
    String what =
        switch (refusal.reason().effect()) {
          case DROP -> "dropped";
          case REFUSE -> "refused";
        };
    String from = refusal.peer().map(peer -> " from " + text(peer)).orElse("");
    long more = refusal.unreported();
    return "%s%s (%s): %s%s"
        .formatted(
            what,
            from,
            refusal.reason().word(),
            refusal.text(),
            more == 0 ? "" : "; " + more + " more were not reported");
  }

  /** Returns an address with its port; without the port if that is 0. */
  static String text(InetSocketAddress address) {
    String host = InetAddresses.toAddrString(address.getAddress());
    return address.getPort() == 0
        ? host
        : HostAndPort.fromParts(host, address.getPort()).toString();
  }

  /** Forgets the refusals that ended when a tunnel came up. */
  void tunnelUp(String name, InetAddress peer) {
    latest.remove(new Key(Subject.TUNNEL, name));
    latest
        .entrySet()
        .removeIf(
            entry ->
                entry.getKey().subject() == Subject.SYSTEM
                    && entry.getValue().sender().equals(Optional.of(peer)));
  }

  /** Forgets the refusals that ended when a session came up. */
  void sessionUp(Subject subject, String name, String tunnel) {
    latest.remove(new Key(subject, name));
    latest.computeIfPresent(
        new Key(Subject.TUNNEL, tunnel), (key, entry) -> entry.ofSession() ? null : entry);
  }

  void forget(Subject subject, String name) {
    latest.remove(new Key(subject, name));
  }

  /** Returns the latest refusal at an object; empty if it has had success since. */
  Optional<LastRefusal> of(Subject subject, String name) {
    return latest.isEmpty()
        ? Optional.empty()
        : Optional.ofNullable(latest.get(new Key(subject, name))).map(Entry::last);
  }

  /** Returns an error of an object with its latest refusal behind it. */
  Optional<String> added(Optional<String> error, Subject subject, String name) {
    Optional<String> refusal = of(subject, name).map(LastRefusal::text);
    return refusal.isEmpty() || error.isEmpty()
        ? error.or(() -> refusal)
        : Optional.of(error.get() + "; " + refusal.get());
  }
}
