package net.sluice.l2tp.simulated;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import net.sluice.l2tp.Encapsulation;
import net.sluice.l2tp.InterfaceSettings;
import net.sluice.l2tp.InterfaceState;
import net.sluice.l2tp.Mtu;
import net.sluice.l2tp.PortSettings;
import net.sluice.l2tp.SessionProfile;
import net.sluice.l2tp.Snapshot;
import net.sluice.l2tp.Snapshot.ActualSession;
import net.sluice.l2tp.Step;
import net.sluice.l2tp.Step.Configure;
import net.sluice.l2tp.Step.CreateSession;
import net.sluice.l2tp.Step.CreateTunnel;
import net.sluice.l2tp.Step.DeleteSession;
import net.sluice.l2tp.Step.DeleteTunnel;
import net.sluice.l2tp.TunnelProfile;
import net.sluice.l2tp.link.Refusals;
import net.sluice.l2tp.simulated.SimulatedDataPlane.Refusal;
import net.sluice.netlink.rtnl.BridgePort;
import net.sluice.netlink.system.Errno;

/**
 * The state that the kernel would hold, and the rules by which it refuses steps.
 *
 * <p>Thread: any that holds the lock of the {@link SimulatedDataPlane} that owns this.
 */
final class SimulatedKernel {
  private static final PortSettings FRESH_PORT =
      new PortSettings(BridgePort.KERNEL_DEFAULT, OptionalInt.empty());

  /** A tunnel and the ids of its sessions. */
  private record TunnelEntry(TunnelProfile profile, Set<Long> sessionIds) {}

  private final Map<Long, TunnelEntry> tunnels = new HashMap<>();
  private final Map<Long, SessionProfile> sessions = new HashMap<>();
  private final Map<String, InterfaceState> interfaces = new HashMap<>();
  private final Set<String> takenNames = new HashSet<>();

  /** Ids of the tunnels for which the kernel opened a socket, by its address and port. */
  private final Map<List<Object>, Long> boundSockets = new HashMap<>();

  private int lastIndex;

  /** Applies a step or returns the reason to refuse it; reports changed and removed interfaces. */
  Optional<Refusal> apply(Step step, Consumer<InterfaceState> changed, Consumer<String> gone) {
    return switch (step) {
      case CreateTunnel(TunnelProfile tunnel, var socket) -> create(tunnel, socket.isPresent());
      case DeleteTunnel(TunnelProfile tunnel) -> delete(tunnel.tunnelId(), gone);
      case CreateSession(String pseudowire, SessionProfile session) -> create(session, changed);
      case DeleteSession(String pseudowire, SessionProfile session) -> delete(session, gone);
      case Configure(String pseudowire, InterfaceSettings before, InterfaceSettings after) ->
          configure(after, changed);
    };
  }

  private Optional<Refusal> create(TunnelProfile tunnel, boolean socketGiven) {
    if (tunnels.containsKey(tunnel.tunnelId())) {
      return refuse(Errno.EEXIST, Refusals.tunnel(tunnel, Errno.EEXIST));
    }
    boolean binds = tunnel.encapsulation() == Encapsulation.UDP && !socketGiven;
    if (binds && boundSockets.putIfAbsent(endpoint(tunnel), tunnel.tunnelId()) != null) {
      return refuse(Errno.EADDRINUSE, Refusals.tunnel(tunnel, Errno.EADDRINUSE));
    }
    tunnels.put(tunnel.tunnelId(), new TunnelEntry(tunnel, new HashSet<>()));
    return Optional.empty();
  }

  private Optional<Refusal> delete(long tunnelId, Consumer<String> gone) {
    TunnelEntry tunnel = tunnels.remove(tunnelId);
    if (tunnel != null) {
      boundSockets.remove(endpoint(tunnel.profile()), tunnelId);
      tunnel.sessionIds().forEach(id -> deleteSession(id, gone));
    }
    return Optional.empty();
  }

  private static List<Object> endpoint(TunnelProfile tunnel) {
    return List.of(tunnel.localAddress(), tunnel.localPort());
  }

  private Optional<Refusal> create(SessionProfile session, Consumer<InterfaceState> changed) {
    TunnelEntry tunnel = tunnels.get(session.tunnelId());
    if (tunnel == null) {
      return refuse(Errno.ENODEV, Refusals.noTunnel(session));
    }
    if (sessions.containsKey(session.sessionId())) {
      return refuse(Errno.EEXIST, Refusals.sessionIdInUse(session));
    }
    String name = session.interfaceName();
    if (interfaces.containsKey(name) || takenNames.contains(name)) {
      return refuse(Errno.EEXIST, Refusals.nameInUse(session));
    }
    sessions.put(session.sessionId(), session);
    tunnel.sessionIds().add(session.sessionId());
    int mtu = Mtu.inner(tunnel.profile(), session.transmitCookie(), session.sublayer());
    InterfaceSettings settings = new InterfaceSettings(name, "", mtu, false, Optional.empty());
    InterfaceState state = idle(++lastIndex, settings);
    interfaces.put(name, state);
    changed.accept(state);
    return Optional.empty();
  }

  private Optional<Refusal> delete(SessionProfile session, Consumer<String> gone) {
    SessionProfile present = sessions.get(session.sessionId());
    if (present != null) {
      TunnelEntry tunnel = tunnels.get(present.tunnelId());
      if (tunnel != null) {
        tunnel.sessionIds().remove(present.sessionId());
      }
      deleteSession(present.sessionId(), gone);
    }
    return Optional.empty();
  }

  private void deleteSession(long id, Consumer<String> gone) {
    SessionProfile session = sessions.remove(id);
    if (session != null) {
      interfaces.remove(session.interfaceName());
      gone.accept(session.interfaceName());
    }
  }

  private Optional<Refusal> configure(InterfaceSettings after, Consumer<InterfaceState> changed) {
    if (!interfaces.containsKey(after.name())) {
      return refuse(Errno.ENODEV, "interface " + after.name() + ": no such interface");
    }
    change(after.name(), state -> with(state, completed(after, state.settings())), changed);
    return Optional.empty();
  }

  /** Completes wanted settings: a setting that is not given keeps its value or gets the default. */
  private static InterfaceSettings completed(InterfaceSettings wanted, InterfaceSettings present) {
    InterfaceSettings result = wanted.mtu() == 0 ? wanted.withMtu(present.mtu()) : wanted;
    if (result.bridge().isEmpty() || result.port().isPresent()) {
      return result;
    }
    boolean stays = result.bridge().equals(present.bridge());
    return result.withPort(present.port().filter(port -> stays).orElse(FRESH_PORT));
  }

  void change(String name, UnaryOperator<InterfaceState> change, Consumer<InterfaceState> changed) {
    InterfaceState state = change.apply(known(name));
    interfaces.put(name, state);
    changed.accept(state);
  }

  void remove(String name, Consumer<String> gone) {
    known(name);
    SessionProfile owner =
        sessions.values().stream()
            .filter(session -> session.interfaceName().equals(name))
            .findAny()
            .orElseThrow();
    delete(owner, gone);
  }

  /** Renames an interface and, like the kernel, reports only the new name. */
  void rename(String name, String newName, Consumer<InterfaceState> changed) {
    InterfaceState state = known(name);
    InterfaceSettings renamed = state.settings().withName(newName);
    interfaces.remove(name);
    interfaces.put(newName, with(state, renamed));
    sessions.replaceAll(
        (id, old) -> old.interfaceName().equals(name) ? old.withInterfaceName(newName) : old);
    changed.accept(with(state, renamed));
  }

  void takeName(String name) {
    takenNames.add(name);
  }

  Optional<InterfaceState> find(String name) {
    return Optional.ofNullable(interfaces.get(name));
  }

  Snapshot snapshot() {
    return snapshot(tunnels.keySet(), sessions.values());
  }

  Snapshot snapshot(Collection<Long> tunnelIds, Collection<SessionProfile> wanted) {
    Snapshot found = new Snapshot(new HashMap<>(), new HashMap<>(), new HashMap<>());
    for (long id : tunnelIds) {
      TunnelEntry tunnel = tunnels.get(id);
      if (tunnel != null) {
        found.tunnels().put(id, tunnel.profile());
      }
    }
    for (SessionProfile session : wanted) {
      SessionProfile actual = sessions.get(session.sessionId());
      if (actual != null && actual.tunnelId() == session.tunnelId()) {
        found.sessions().put(actual.sessionId(), new ActualSession(actual, true));
        found.interfaces().put(actual.interfaceName(), known(actual.interfaceName()));
      }
    }
    return found;
  }

  private InterfaceState known(String name) {
    return find(name).orElseThrow(() -> new IllegalArgumentException("no interface " + name));
  }

  private static InterfaceState idle(int index, InterfaceSettings settings) {
    return new InterfaceState(index, settings, settings.up(), 0, 0, 0, 0, 0, 0);
  }

  private static InterfaceState with(InterfaceState state, InterfaceSettings settings) {
    return new InterfaceState(
        state.index(),
        settings,
        settings.up() && !settings.dormant(),
        state.inPackets(),
        state.inOctets(),
        state.inErrors(),
        state.outPackets(),
        state.outOctets(),
        state.outErrors());
  }

  private static Optional<Refusal> refuse(int errno, String text) {
    return Optional.of(
        new Refusal(errno, Errno.name(errno) + " (" + Errno.text(errno) + "): " + text));
  }
}
