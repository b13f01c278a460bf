package net.sluice.northbound.netconf.events;

import com.google.common.net.InetAddresses;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import net.sluice.manager.api.StatusService;
import net.sluice.manager.api.StatusService.Event;
import net.sluice.manager.api.StatusService.PseudowireState;
import net.sluice.manager.api.StatusService.PseudowireStatus;
import net.sluice.manager.api.StatusService.Subject;
import net.sluice.manager.api.StatusService.TunnelState;
import net.sluice.manager.api.StatusService.TunnelStatus;
import net.sluice.northbound.netconf.data.XmlElement;
import net.sluice.yang.L2tpModel;
import net.sluice.yang.PseudowireModel;

/**
 * Publishes when tunnels, pseudowires and sessions of peers come up and go down, as notifications
 * of the sluice modules. Several events about one change lead to one notification.
 *
 * <p>Thread: manager, for events; {@link #start} has Thread: any.
 */
public final class DeviceEvents implements Consumer<Event> {
  private static final String L2TP = L2tpModel.MODULE.namespace().toString();
  private static final String PSEUDOWIRE = PseudowireModel.MODULE.namespace().toString();

  private record Key(Subject subject, String name) {}

  /**
   * An object as its last notification showed it.
   *
   * @param peer true if a peer opened it
   * @param place the tunnel of a pseudowire, or the peer address of a tunnel
   * @param detail the interface of a pseudowire, or the Host Name of the peer of a tunnel; empty if
   *     not known
   */
  private record Up(boolean peer, String place, String detail) {}

  private final StatusService status;
  private final EventStream stream;

  /**
   * The objects that were up when they were last looked at. This is no copy of the state, which is
   * read from the manager at each event, but the memory of what has been published: without it an
   * object that goes down could not be distinguished from one that was never up, and the facts
   * about an object that is gone would be lost.
   */
  private final Map<Key, Up> known = new HashMap<>();

  private DeviceEvents(StatusService status, EventStream stream) {
    this.status = status;
    this.stream = stream;
  }

  /** Starts to publish the changes from now on. The subscription ends that. */
  public static StatusService.Subscription start(StatusService status, EventStream stream) {
    var events = new DeviceEvents(status, stream);
    var subscription = status.subscribe(events);
    events.readAll();
    return subscription;
  }

  /** Reads which objects are up already. Events wait meanwhile, so that no change is missed. */
  private synchronized void readAll() {
    status.tunnels("").forEach(found -> remember(Subject.TUNNEL, found.name(), up(found)));
    status.pseudowires("").forEach(found -> remember(Subject.PSEUDOWIRE, found.name(), up(found)));
    status.sessions("").forEach(found -> remember(Subject.SESSION, found.name(), up(found)));
  }

  private void remember(Subject subject, String name, Optional<Up> up) {
    up.ifPresent(facts -> known.put(new Key(subject, name), facts));
  }

  @Override
  public synchronized void accept(Event event) {
    if (event.subject() == Subject.SYSTEM) {
      return;
    }
    var key = new Key(event.subject(), event.name());
    var now = read(key);
    var before = now.isPresent() ? known.put(key, now.get()) : known.remove(key);
    if (now.isPresent() && before == null) {
      stream.publish(event.time(), () -> cameUp(key, now.get()));
    } else if (now.isEmpty() && before != null) {
      stream.publish(event.time(), () -> wentDown(key, before, event));
    }
  }

  /** Reads the state of an object from the manager; empty unless it is up. */
  private Optional<Up> read(Key key) {
    return switch (key.subject()) {
      case SYSTEM, FUNNEL -> Optional.empty();
      case TUNNEL -> status.tunnel(key.name()).flatMap(DeviceEvents::up);
      case PSEUDOWIRE -> status.pseudowire(key.name()).flatMap(found -> up(found));
      case SESSION -> status.session(key.name()).flatMap(found -> up(found));
    };
  }

  private static Optional<Up> up(TunnelStatus tunnel) {
    if (tunnel.state() != TunnelState.UP) {
      return Optional.empty();
    }
    var signaling = tunnel.signaling();
    return Optional.of(
        new Up(
            signaling.isPresent() && !signaling.get().configured(),
            tunnel
                .profile()
                .map(profile -> InetAddresses.toAddrString(profile.peerAddress()))
                .orElse(""),
            signaling.map(report -> report.peer().hostName()).orElse("")));
  }

  private static Optional<Up> up(PseudowireStatus pseudowire) {
    if (pseudowire.state() != PseudowireState.UP) {
      return Optional.empty();
    }
    var signaling = pseudowire.signaling();
    return Optional.of(
        new Up(
            signaling.isPresent() && signaling.get().acceptProfile().isPresent(),
            pseudowire.tunnel(),
            pseudowire.settings().name()));
  }

  private static XmlElement cameUp(Key key, Up up) {
    var event = about(key, up, "up");
    return withText(
        event, key.subject() == Subject.TUNNEL ? "peer-host-name" : "interface-name", up.detail());
  }

  private static XmlElement wentDown(Key key, Up up, Event why) {
    var event = withText(about(key, up, "down"), "reason", why.text());
    why.result()
        .ifPresent(
            result -> {
              event.leaf("result-code", Integer.toString(result.code()));
              result.error().ifPresent(code -> event.leaf("error-code", Integer.toString(code)));
            });
    return event;
  }

  private static XmlElement about(Key key, Up up, String what) {
    boolean tunnel = key.subject() == Subject.TUNNEL;
    var event =
        tunnel
            ? new XmlElement(L2TP, "tunnel-" + what)
            : new XmlElement(PSEUDOWIRE, "pseudowire-" + what);
    event.leaf("name", key.name()).leaf("origin", up.peer() ? "peer" : "configured");
    return withText(event, tunnel ? "peer-address" : "tunnel", up.place());
  }

  private static XmlElement withText(XmlElement event, String leaf, String text) {
    return text.isEmpty() ? event : event.leaf(leaf, text);
  }
}
