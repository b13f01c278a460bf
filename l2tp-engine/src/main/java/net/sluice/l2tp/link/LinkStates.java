package net.sluice.l2tp.link;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import net.sluice.l2tp.DataPlaneException;
import net.sluice.l2tp.InterfaceSettings;
import net.sluice.l2tp.InterfaceState;
import net.sluice.l2tp.PortSettings;
import net.sluice.netlink.NetlinkSocket;
import net.sluice.netlink.Nl;
import net.sluice.netlink.rtnl.Bridge;
import net.sluice.netlink.rtnl.Link;
import net.sluice.netlink.rtnl.LinkStatistics;
import net.sluice.netlink.rtnl.PortVlan;
import net.sluice.netlink.rtnl.Rtnetlink;
import net.sluice.netlink.system.ErrnoException;
import net.sluice.netlink.system.Syscalls;

/**
 * Reads states of interfaces on a socket of its own.
 *
 * <p>Thread: any.
 */
final class LinkStates implements AutoCloseable {
  /** Number of interfaces from which one dump costs less than a request for each. */
  private static final int DUMP_FROM = 64;

  private final NetlinkSocket socket;
  private final Rtnetlink rtnetlink;

  /**
   * Opens the socket, in the network namespace of this thread.
   *
   * @throws ErrnoException if the kernel refuses
   */
  LinkStates(Syscalls syscalls) {
    this.socket = NetlinkSocket.open(syscalls, Nl.NETLINK_ROUTE);
    this.rtnetlink = new Rtnetlink(socket);
  }

  /**
   * Returns state and counters of the named interfaces; an interface that does not exist is left
   * out.
   *
   * @throws DataPlaneException if the kernel refuses
   */
  synchronized Map<String, InterfaceState> of(Collection<String> names) {
    try {
      return names.size() < DUMP_FROM ? oneByOne(names) : fromDump(names);
    } catch (ErrnoException e) {
      throw new DataPlaneException("can not read network interfaces: " + e.getMessage(), e);
    }
  }

  private Map<String, InterfaceState> oneByOne(Collection<String> names) {
    Map<String, InterfaceState> states = new LinkedHashMap<>();
    BridgeCache bridges = new BridgeCache(false);
    for (String name : names) {
      rtnetlink.link(name).ifPresent(link -> states.put(name, state(link, bridges)));
    }
    return states;
  }

  private Map<String, InterfaceState> fromDump(Collection<String> names) {
    Map<String, Link> all = new HashMap<>();
    BridgeCache bridges = new BridgeCache(true);
    for (Link link : rtnetlink.links()) {
      all.put(link.name(), link);
      bridges.links.put(link.index(), Optional.of(link));
    }
    Map<String, InterfaceState> states = new LinkedHashMap<>();
    for (String name : names) {
      Link link = all.get(name);
      if (link != null) {
        states.put(name, state(link, bridges));
      }
    }
    return states;
  }

  /** Returns the state of an interface that the kernel has reported. */
  synchronized InterfaceState of(Link link) {
    return state(link, new BridgeCache(false));
  }

  /** Returns the state of the interface with an index; empty if there is none. */
  synchronized Optional<InterfaceState> of(int index) {
    return rtnetlink.link(index).map(this::of);
  }

  private static InterfaceState state(Link link, BridgeCache bridges) {
    LinkStatistics counters = link.statistics();
    return new InterfaceState(
        link.index(),
        new InterfaceSettings(
            link.name(),
            link.alias(),
            link.mtu(),
            link.up(),
            bridges.bridge(link),
            link.dormant(),
            bridges.port(link)),
        link.running(),
        counters.rxPackets(),
        counters.rxBytes(),
        counters.rxErrors() + counters.rxDropped(),
        counters.txPackets(),
        counters.txBytes(),
        counters.txErrors() + counters.txDropped());
  }

  /** The bridges and VLANs of interfaces, each of which is read only once. */
  private final class BridgeCache {
    private final boolean many;
    private final Map<Integer, Optional<Link>> links = new HashMap<>();
    private final Map<Integer, Map<Integer, List<PortVlan>>> vlans = new HashMap<>();

    BridgeCache(boolean many) {
      this.many = many;
    }

    /** Returns the name of the bridge; empty text if it was removed in the meantime. */
    Optional<String> bridge(Link link) {
      return link.master() == 0
          ? Optional.empty()
          : Optional.of(master(link).map(Link::name).orElse(""));
    }

    Optional<PortSettings> port(Link link) {
      return link.port().map(flags -> new PortSettings(flags, vlan(link)));
    }

    private OptionalInt vlan(Link link) {
      boolean filtersVlans =
          master(link).flatMap(Link::bridge).map(Bridge::vlanProtocol).orElse(0) != 0;
      if (!filtersVlans) {
        return OptionalInt.empty();
      }
      int index = many ? 0 : link.index();
      return OptionalInt.of(
          only(
              vlans
                  .computeIfAbsent(index, rtnetlink::portVlans)
                  .getOrDefault(link.index(), List.of())));
    }

    private static int only(List<PortVlan> vlans) {
      if (vlans.isEmpty()) {
        return PortSettings.NO_VLAN;
      }
      int first = vlans.getFirst().first();
      return vlans.equals(List.of(PortVlan.untagged(first))) ? first : PortSettings.OTHER_VLANS;
    }

    private Optional<Link> master(Link link) {
      return links.computeIfAbsent(link.master(), rtnetlink::link);
    }
  }

  /** Returns the number of requests of a message type that were sent. */
  long requests(int type) {
    return socket.counters().count(type);
  }

  @Override
  public synchronized void close() {
    socket.close();
  }
}
