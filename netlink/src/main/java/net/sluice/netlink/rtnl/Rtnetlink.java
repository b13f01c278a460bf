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
import net.sluice.netlink.system.Errno;
import net.sluice.netlink.system.Linux;

/**
 * Links and addresses, one request at a time. Every method throws {@link NetlinkException} when the
 * kernel refuses. For many requests write with a {@link LinkWriter} into a {@code RequestBatch}.
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

  /** Creates an interface for the frames of a VLAN of another interface. */
  public void createVlan(String name, int parent, int vlan) {
    links.createVlan(name, parent, vlan);
    socket.execute("create " + name + " for VLAN " + vlan);
  }

  /**
   * Changes a link in one request: {@code change("br0", link -> link.mtu(1450).up())}.
   *
   * @param settings what to set; all or, when the kernel refuses one of them, those that it came to
   *     before
   */
  public void change(String name, Consumer<LinkWriter> settings) {
    settings.accept(links.change(name));
    socket.execute("change link " + name);
  }

  /** As {@link #change(String, Consumer)}, by index. */
  public void change(int index, Consumer<LinkWriter> settings) {
    settings.accept(links.change(index));
    socket.execute("change link with index " + index);
  }

  /** Adds VLANs to a bridge port. */
  public void addVlans(int index, List<PortVlan> vlans) {
    links.addVlans(index, vlans);
    socket.execute("add VLANs to bridge port with index " + index);
  }

  /**
   * The VLANs of bridge ports, and of bridges themselves, by index of the interface; those that
   * have none are left out.
   *
   * @param index of the bridge port; 0 for all. A bridge brings its ports along
   * @return nothing on kernels without bridges that look at VLANs
   */
  public Map<Integer, List<PortVlan>> portVlans(int index) {
    Map<Integer, List<PortVlan>> vlans = new HashMap<>();
    try {
      dumpVlans(index, vlans);
    } catch (NetlinkException e) {
      if (e.errno() != Errno.EOPNOTSUPP) {
        throw e;
      }
    }
    return vlans;
  }

  /**
   * Whether bridges of this kernel can look at VLANs, as far as it has any: while the module is not
   * loaded, they can't.
   */
  public boolean bridgesKnowVlans() {
    try {
      dumpVlans(LOOPBACK, new HashMap<>());
    } catch (NetlinkException e) {
      return e.errno() != Errno.EOPNOTSUPP; // the loopback interface is no bridge port: EINVAL
    }
    return true;
  }

  private void dumpVlans(int index, Map<Integer, List<PortVlan>> vlans) {
    socket.request(Rtnl.RTM_GETVLAN, 0).rawU8(Linux.AF_BRIDGE).rawU8(0).rawU16(0).rawU32(index);
    socket.dump("list port VLANs", message -> PortVlanDecoder.decode(message, vlans));
  }

  /**
   * The port of a bridge behind which an address is, by index; that of the bridge when it is its
   * own.
   *
   * @param vlan the VLAN of the address; 0 where the bridge does not look at VLANs
   * @return empty when the address was not learned
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

  /** Deletes all links of a group; ENODEV when there is none. */
  public void deleteGroup(int group) {
    links.deleteGroup(group);
    socket.execute("delete link group " + group);
  }

  /** The link of a name, with its counters; empty when there is none. */
  public Optional<Link> link(String name) {
    getLink(0).putString(Rtnl.IFLA_IFNAME, name);
    return presentLink("get link " + name);
  }

  /** The link of an index, with its counters; empty when there is none. */
  public Optional<Link> link(int index) {
    getLink(index);
    return presentLink("get link with index " + index);
  }

  /** All links, with their counters. */
  public List<Link> links() {
    getLink(0);
    return socket.dump("list links", LinkDecoder::decode);
  }

  /** The links of a kind, with their counters: costs less than all. */
  public List<Link> links(String kind) {
    MessageWriter request = getLink(0);
    int info = request.startNested(Rtnl.IFLA_LINKINFO);
    request.putString(Rtnl.IFLA_INFO_KIND, kind).endNested(info);
    List<Link> links = new ArrayList<>(socket.dump("list links", LinkDecoder::decode));
    links.removeIf(link -> !link.kind().equals(kind)); // a kernel without the kind shows all
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
   * Reads a link event ({@link Rtnl#RTM_NEWLINK} or {@link Rtnl#RTM_DELLINK}).
   *
   * @throws MalformedMessageException when it is none
   */
  public static Link decodeLink(MessageReader message) {
    return LinkDecoder.decode(message);
  }

  /** All addresses, IPv4 and IPv6. */
  public List<InterfaceAddress> addresses() {
    socket.request(Rtnl.RTM_GETADDR, 0).rawU8(Linux.AF_UNSPEC).rawU8(0).rawU8(0).rawU8(0).rawU32(0);
    return socket.dump("list addresses", Rtnetlink::decodeAddress);
  }

  /** IFA_LOCAL is the address itself; IPv6 gives only IFA_ADDRESS. */
  private static InterfaceAddress decodeAddress(MessageReader message) {
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
      throw new MalformedMessageException("an address of " + bytes.length + " bytes");
    }
  }
}
