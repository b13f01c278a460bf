package net.sluice.netlink.rtnl;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import net.sluice.netlink.AttributeReader;
import net.sluice.netlink.MacAddress;
import net.sluice.netlink.MalformedMessageException;
import net.sluice.netlink.MessageReader;
import net.sluice.netlink.MessageWriter;
import net.sluice.netlink.NetlinkException;
import net.sluice.netlink.NetlinkSocket;
import net.sluice.netlink.Nl;
import net.sluice.netlink.rtnl.PortVlanDecoder.PortVlans;
import net.sluice.netlink.system.Errno;
import net.sluice.netlink.system.Linux;
import org.jspecify.annotations.Nullable;

/**
 * Requests for links, addresses and bridge ports, one at a time. Every method throws {@link
 * NetlinkException} if the kernel refuses. For many requests use a {@link LinkWriter} with a {@code
 * RequestBatch}.
 *
 * <p>Thread: the one that owns the socket.
 */
public final class Rtnetlink {
  /** The index of the loopback interface, in every network namespace. */
  private static final int LOOPBACK = 1;

  private final NetlinkSocket socket;
  private final LinkWriter links;

  /**
   * @param socket of {@link Nl#NETLINK_ROUTE}; its owner closes it
   */
  public Rtnetlink(NetlinkSocket socket) {
    this.socket = socket;
    this.links = new LinkWriter(socket);
  }

  /** Creates a bridge. */
  public void create(Bridge bridge) {
    links.create(bridge);
    socket.execute("create bridge " + bridge.name());
  }

  /** Creates a veth pair. */
  public void create(VethPair pair) {
    links.create(pair);
    socket.execute("create veth " + pair.name() + " with peer " + pair.peer());
  }

  /** Creates a dummy interface. */
  public void createDummy(String name) {
    links.createDummy(name);
    socket.execute("create dummy " + name);
  }

  /**
   * Creates an interface for the frames of one VLAN of another interface.
   *
   * @param parent index of the other interface
   * @param vlan 1 to 4094
   */
  public void createVlan(String name, int parent, int vlan) {
    links.createVlan(name, parent, vlan);
    socket.execute("create " + name + " for VLAN " + vlan);
  }

  /**
   * Changes a link in one request: {@code change("br0", link -> link.mtu(1450).up())}.
   *
   * @param settings writes the settings. If the kernel refuses one of them, those before it are set
   */
  public void change(String name, Consumer<LinkWriter> settings) {
    settings.accept(links.change(name));
    socket.execute("change link " + name);
  }

  /** Changes a link by index, as {@link #change(String, Consumer)} does. */
  public void change(int index, Consumer<LinkWriter> settings) {
    settings.accept(links.change(index));
    socket.execute("change link with index " + index);
  }

  /**
   * Adds VLANs to a bridge port.
   *
   * @param index of the port
   */
  public void addVlans(int index, List<PortVlan> vlans) {
    links.addVlans(index, vlans);
    socket.execute("add VLANs to bridge port with index " + index);
  }

  /**
   * Returns the VLANs of bridge ports, and of bridges themselves, by index of the interface. An
   * interface without VLANs is left out.
   *
   * @param index of a bridge port, or of a bridge for itself and its ports; 0 for all
   * @return empty on kernels without VLAN filtering; also if the interface of an index does not
   *     exist any more or has left its bridge, because the caller knows it from an earlier message
   */
  public Map<Integer, List<PortVlan>> portVlans(int index) {
    try {
      Map<Integer, List<PortVlan>> vlans = new HashMap<>();
      for (PortVlans each : dumpVlans(index)) {
        if (!each.vlans().isEmpty()) {
          vlans.computeIfAbsent(each.index(), none -> new ArrayList<>()).addAll(each.vlans());
        }
      }
      return vlans;
    } catch (NetlinkException e) {
      if (e.errno() != Errno.EOPNOTSUPP && !(index != 0 && isNoPort(e.errno()))) {
        throw e;
      }
      return Map.of();
    }
  }

  /** Returns true if an interface does not exist (ENODEV) or is no bridge port (EINVAL). */
  private static boolean isNoPort(int errno) {
    return errno == Errno.ENODEV || errno == Errno.EINVAL;
  }

  /**
   * Returns true if bridges of this kernel have VLAN filtering. Returns false, too, while the
   * bridge module is not loaded.
   */
  public boolean bridgesFilterVlans() {
    try {
      dumpVlans(LOOPBACK);
    } catch (NetlinkException e) {
      return e.errno() != Errno.EOPNOTSUPP; // the loopback interface is no bridge port: EINVAL
    }
    return true;
  }

  private List<PortVlans> dumpVlans(int index) {
    socket.request(Rtnl.RTM_GETVLAN, 0).rawU8(Linux.AF_BRIDGE).rawU8(0).rawU16(0).rawU32(index);
    return socket.dump("list port VLANs", PortVlanDecoder::decode);
  }

  /**
   * Returns the index of the bridge port behind which an address was learned, or of the bridge if
   * the address is its own.
   *
   * @param bridge index of the bridge
   * @param vlan the VLAN of the address; 0 if the bridge has no VLAN filtering
   * @return empty if the bridge does not know the address
   */
  public OptionalInt lookup(int bridge, MacAddress address, int vlan) {
    MessageWriter request =
        socket
            .request(Rtnl.RTM_GETNEIGH, 0)
            .rawU8(Linux.AF_BRIDGE)
            .rawU8(0)
            .rawU16(0)
            .rawU32(0)
            .rawU32(0)
            .putMac(Rtnl.NDA_LLADDR, address)
            .putU32(Rtnl.NDA_MASTER, bridge);
    if (vlan != 0) {
      request.putU16(Rtnl.NDA_VLAN, vlan);
    }
    String operation = "look up " + address + " in bridge with index " + bridge;
    try {
      return socket.get(operation, message -> message.s32(LinkWriter.INDEX)).stream()
          .mapToInt(Integer::intValue)
          .findFirst();
    } catch (NetlinkException e) {
      if (e.errno() == Errno.ENOENT) {
        return OptionalInt.empty();
      }
      throw e;
    }
  }

  /** Deletes a link. */
  public void delete(String name) {
    links.delete(name);
    socket.execute("delete link " + name);
  }

  /** Deletes a link. */
  public void delete(int index) {
    links.delete(index);
    socket.execute("delete link with index " + index);
  }

  /** Deletes all links of a group; fails with ENODEV if there is none. */
  public void deleteGroup(int group) {
    links.deleteGroup(group);
    socket.execute("delete link group " + group);
  }

  /** Returns the link with a name, including its counters; empty if there is none. */
  public Optional<Link> link(String name) {
    getLink(0).putString(Rtnl.IFLA_IFNAME, name);
    return presentLink("get link " + name);
  }

  /** Returns the link with an index, including its counters; empty if there is none. */
  public Optional<Link> link(int index) {
    getLink(index);
    return presentLink("get link with index " + index);
  }

  /** Returns all links, including their counters. */
  public List<Link> links() {
    getLink(0);
    return socket.dump("list links", LinkDecoder::decode);
  }

  /** Returns the links of a kind, including their counters; costs less than {@link #links()}. */
  public List<Link> links(String kind) {
    MessageWriter request = getLink(0);
    int info = request.startNested(Rtnl.IFLA_LINKINFO);
    request.putString(Rtnl.IFLA_INFO_KIND, kind).endNested(info);
    List<Link> links = new ArrayList<>(socket.dump("list links", LinkDecoder::decode));
    links.removeIf(link -> !link.kind().equals(kind)); // a kernel without the kind lists all links
    return links;
  }

  private MessageWriter getLink(int index) {
    return socket
        .request(Rtnl.RTM_GETLINK, 0)
        .rawU8(Linux.AF_UNSPEC)
        .rawU8(0)
        .rawU16(0)
        .rawU32(index)
        .rawU32(0)
        .rawU32(0);
  }

  private Optional<Link> presentLink(String operation) {
    try {
      return socket.get(operation, LinkDecoder::decode);
    } catch (NetlinkException e) {
      if (e.errno() == Errno.ENODEV) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /**
   * Decodes a link event ({@link Rtnl#RTM_NEWLINK} or {@link Rtnl#RTM_DELLINK}).
   *
   * @throws MalformedMessageException if the message is malformed
   */
  public static Link decodeLink(MessageReader message) {
    return LinkDecoder.decode(message);
  }

  /** Returns all addresses, IPv4 and IPv6. */
  public List<InterfaceAddress> addresses() {
    socket.request(Rtnl.RTM_GETADDR, 0).rawU8(Linux.AF_UNSPEC).rawU8(0).rawU8(0).rawU8(0).rawU32(0);
    return socket.dump("list addresses", Rtnetlink::decodeAddress);
  }

  /**
   * Decodes an address: IFA_LOCAL if it is there, else IFA_ADDRESS, as IPv6 has only that.
   *
   * @return null if the message has no address
   */
  private static @Nullable InterfaceAddress decodeAddress(MessageReader message) {
    int prefixLength = message.u8(17);
    int index = message.s32(20);
    byte[] bytes = null;
    AttributeReader attributes = message.attributes(Rtnl.IFADDRMSG_LENGTH);
    while (attributes.next()) {
      boolean local = attributes.type() == Rtnl.IFA_LOCAL;
      if (local || (attributes.type() == Rtnl.IFA_ADDRESS && bytes == null)) {
        bytes = attributes.bytes();
      }
    }
    return bytes == null ? null : new InterfaceAddress(index, inet(bytes), prefixLength);
  }

  private static InetAddress inet(byte[] bytes) {
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new MalformedMessageException(
          "netlink message with an IP address of " + bytes.length + " bytes");
    }
  }
}
