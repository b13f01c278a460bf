package net.sluice.cli;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import net.sluice.funnel.Funnel;
import net.sluice.funnel.TreeChange;
import net.sluice.l2tp.Cookie;
import net.sluice.l2tp.Encapsulation;
import net.sluice.l2tp.InterfaceSettings;
import net.sluice.l2tp.PortSettings;
import net.sluice.l2tp.SessionProfile;
import net.sluice.l2tp.Step;
import net.sluice.l2tp.TunnelProfile;
import net.sluice.manager.api.Plan.Action;
import net.sluice.netlink.rtnl.BridgePort;

/** The steps of a plan as text, one line each. */
final class StepText {
  private StepText() {}

  static String of(Action action) {
    return switch (action) {
      case Action.Apply(Step step) -> of(step);
      case Action.Build(TreeChange change) -> "build funnel " + funnel(change);
      case Action.Clear(TreeChange change) ->
          change.after().isPresent()
              ? "remove unused parts of funnel '%s'".formatted(change.funnel().name())
              : "remove funnel '%s'".formatted(change.funnel().name());
    };
  }

  private static String funnel(TreeChange change) {
    Funnel funnel = change.funnel();
    return "'%s': number %d, uplink %s, %d leaves"
        .formatted(
            funnel.name(),
            funnel.id(),
            funnel.uplink().interfaceName()
                + (funnel.uplink().vlan().isPresent()
                    ? " VLAN " + funnel.uplink().vlan().getAsInt()
                    : ""),
            change.after().map(tree -> Math.max(1, tree.leaves().size())).orElse(0));
  }

  static String of(Step step) {
    return switch (step) {
      case Step.CreateTunnel create -> "create tunnel " + tunnel(create.tunnel());
      case Step.DeleteTunnel delete ->
          "delete tunnel '%s' with its sessions".formatted(delete.tunnel().name());
      case Step.CreateSession create ->
          "create session of '%s': %s".formatted(create.pseudowire(), session(create.session()));
      case Step.DeleteSession delete ->
          "delete session of '%s' with its interface %s"
              .formatted(delete.pseudowire(), delete.session().interfaceName());
      case Step.Configure configure ->
          "configure interface %s of '%s': %s"
              .formatted(
                  configure.after().name(),
                  configure.pseudowire(),
                  changes(configure.before(), configure.after()));
    };
  }

  private static String tunnel(TunnelProfile tunnel) {
    return "'%s': %s from %s to %s, id %d, peer's id %d"
        .formatted(
            tunnel.name(),
            word(tunnel.encapsulation()),
            endpoint(tunnel, tunnel.localAddress(), tunnel.localPort()),
            endpoint(tunnel, tunnel.peerAddress(), tunnel.peerPort()),
            tunnel.tunnelId(),
            tunnel.peerTunnelId());
  }

  private static String endpoint(TunnelProfile tunnel, InetAddress address, int port) {
    String host = address.getHostAddress();
    if (tunnel.encapsulation() == Encapsulation.IP) {
      return host;
    }
    return (address instanceof Inet6Address ? "[" + host + "]" : host) + ":" + port;
  }

  /** Describes a session. Shows only the lengths of cookies, because people send plans around. */
  private static String session(SessionProfile session) {
    return "interface %s, id %d, peer's id %d, cookies %s/%s, sublayer %s, sequencing %s"
        .formatted(
            session.interfaceName(),
            session.sessionId(),
            session.peerSessionId(),
            octets(session.transmitCookie()),
            octets(session.receiveCookie()),
            word(session.sublayer()),
            word(session.sequencing()));
  }

  private static String octets(Cookie cookie) {
    return Integer.toString(cookie.octets());
  }

  private static String changes(InterfaceSettings before, InterfaceSettings after) {
    List<String> changes = new ArrayList<>();
    if (!before.alias().equals(after.alias())) {
      changes.add("alias '%s'".formatted(after.alias()));
    }
    if (before.mtu() != after.mtu()) {
      changes.add("mtu " + after.mtu());
    }
    if (!before.bridge().equals(after.bridge())) {
      changes.add(after.bridge().map(bridge -> "bridge " + bridge).orElse("no bridge"));
    }
    boolean moves = !before.bridge().equals(after.bridge());
    after
        .port()
        .filter(port -> moves || !before.port().equals(after.port()))
        .ifPresent(port -> changes.add(port(port)));
    if (before.up() != after.up()) {
      changes.add(after.up() ? "up" : "down");
    }
    return changes.isEmpty() ? "nothing to do, its bridge was removed" : String.join(", ", changes);
  }

  /**
   * Describes the flags of a bridge port that differ from the defaults of the kernel, with the
   * names that {@code bridge link} uses.
   */
  private static String port(PortSettings port) {
    BridgePort usual = BridgePort.KERNEL_DEFAULT;
    BridgePort flags = port.flags();
    List<String> words = new ArrayList<>();
    addFlag("isolated", usual.isolated(), flags.isolated(), words);
    addFlag("learning", usual.learning(), flags.learning(), words);
    addFlag("flood", usual.flood(), flags.flood(), words);
    addFlag("mcast_flood", usual.multicastFlood(), flags.multicastFlood(), words);
    addFlag("bcast_flood", usual.broadcastFlood(), flags.broadcastFlood(), words);
    addFlag("neigh_suppress", usual.neighSuppress(), flags.neighSuppress(), words);
    port.vlan().ifPresent(vlan -> words.add("vlan " + vlan));
    return "port " + (words.isEmpty() ? "with defaults" : String.join(" ", words));
  }

  private static void addFlag(String name, boolean usual, boolean value, List<String> words) {
    if (value != usual) {
      words.add(name + (value ? " on" : " off"));
    }
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
