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

/** Reads states of interfaces, on a socket of its own. Any thread may call. */
final class LinkStates implements AutoCloseable {
  /** From how many interfaces on one dump costs less than asking for each. */
  private static final int DUMP_FROM = 64;

  private final NetlinkSocket socket;
  private final Rtnetlink rtnetlink;

  /**
   * Opens the socket, in the network namespace of this thread.
   *
   * @throws ErrnoException when the kernel refuses
   */
  LinkStates(Syscalls syscalls) {
    this.socket = NetlinkSocket.open(syscalls, Nl.NETLINK_ROUTE);
    this.rtnetlink = new Rtnetlink(socket);
  }

  /**
   * State and counters of the interfaces named; those that are not there are left out.
   *
   * @throws DataPlaneException when the kernel refuses to tell
   */
  synchronized Map<String, InterfaceState> of(Collection<String> names) {
    try {
      return names.size() < DUMP_FROM ? oneByOne(names) : fromDump(names);
    } catch (ErrnoException e) {
      throw new DataPlaneException("can't read network interfaces: " + e.getMessage(), e);
    }
  }

  private Map<String, InterfaceState> oneByOne(Collection<String> names) {
    Map<String, InterfaceState> states = new LinkedHashMap<>();
    Surroundings surroundings = new Surroundings(false);
    for (String name : names) {
      rtnetlink.link(name).ifPresent(link -> states.put(name, state(link, surroundings)));
    }
    return states;
  }

  private Map<String, InterfaceState> fromDump(Collection<String> names) {
    Map<String, Link> all = new HashMap<>();
    Surroundings surroundings = new Surroundings(true);
    for (Link link : rtnetlink.links()) {
      all.put(link.name(), link);
      surroundings.links.put(link.index(), Optional.of(link));
    }
    Map<String, InterfaceState> states = new LinkedHashMap<>();
    for (String name : names) {
      Link link = all.get(name);
      if (link != null) {
        states.put(name, state(link, surroundings));
      }
    }
    return states;
  }

  /** State of an interface that the kernel has told of. */
  synchronized InterfaceState of(Link link) {
    return state(link, new Surroundings(false));
  }

  /** State of the interface with an index; empty when there is none. */
  synchronized Optional<InterfaceState> of(int index) {
    return rtnetlink.link(index).map(this::of);
  }

  private static InterfaceState state(Link link, Surroundings surroundings) {
    LinkStatistics counters = link.statistics();
    return new InterfaceState(
        link.index(),
        new InterfaceSettings(
            link.name(),
            link.alias(),
            link.mtu(),
            link.up(),
            surroundings.bridge(link),
            link.dormant(),
            surroundings.port(link)),
        link.running(),
        counters.rxPackets(),
        counters.rxBytes(),
        counters.rxErrors() + counters.rxDropped(),
        counters.txPackets(),
        counters.txBytes(),
        counters.txErrors() + counters.txDropped());
  }

  /** What is to be read besides the interfaces themselves, each only once. */
  private final class Surroundings {
    private final boolean many;
    private final Map<Integer, Optional<Link>> links = new HashMap<>();
    private final Map<Integer, Map<Integer, List<PortVlan>>> vlans = new HashMap<>();

    Surroundings(boolean many) {
      this.many = many;
    }

    /** A bridge that went away meanwhile has no name any more. */
    Optional<String> bridge(Link link) {
      return link.master() == 0
          ? Optional.empty()
          : Optional.of(master(link).map(Link::name).orElse(""));
    }

    Optional<PortSettings> port(Link link) {
      return link.port().map(flags -> new PortSettings(flags, vlan(link)));
    }

    private OptionalInt vlan(Link link) {
      boolean looked = master(link).flatMap(Link::bridge).map(Bridge::vlanProtocol).orElse(0) != 0;
      if (!looked) {
        return OptionalInt.empty();
      }
      int asked = many ? 0 : link.index();
      return OptionalInt.of(
          only(
              vlans
                  .computeIfAbsent(asked, rtnetlink::portVlans)
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

  /** How many requests of a message type were sent. */
  long requests(int type) {
    return socket.counters().count(type);
  }

  @Override
  public synchronized void close() {
    socket.close();
  }
}
