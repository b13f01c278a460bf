package net.sluice.funnel.plan;

import java.util.List;
import net.sluice.netlink.rtnl.BridgePort;

/** One change of the host's interfaces, which knows its inverse. */
public sealed interface TreeStep {

  /** Returns the step that undoes this one. */
  TreeStep inverse();

  /** Returns the name of the interface that changes. */
  String interfaceName();

  /** Creates a bridge and brings it up; without ports it forwards nothing. */
  record CreateBridge(String interfaceName, int group, BridgeSettings settings)
      implements TreeStep {
    @Override
    public TreeStep inverse() {
      return new DeleteBridge(interfaceName, group, settings);
    }
  }

  /** Deletes a bridge; its ports stay, without a bridge. */
  record DeleteBridge(String interfaceName, int group, BridgeSettings settings)
      implements TreeStep {
    @Override
    public TreeStep inverse() {
      return new CreateBridge(interfaceName, group, settings);
    }
  }

  /** Creates a pair of linked interfaces, which are down. */
  record CreateVeth(String interfaceName, String peer, int group, int mtu) implements TreeStep {
    @Override
    public TreeStep inverse() {
      return new DeleteVeth(interfaceName, peer, group, mtu);
    }
  }

  /** Deletes a pair of linked interfaces. */
  record DeleteVeth(String interfaceName, String peer, int group, int mtu) implements TreeStep {
    @Override
    public TreeStep inverse() {
      return new CreateVeth(interfaceName, peer, group, mtu);
    }
  }

  /** Creates an interface for a VLAN of another interface; it is down. */
  record CreateVlan(String interfaceName, String parent, int vlan, int group, int mtu)
      implements TreeStep {
    @Override
    public TreeStep inverse() {
      return new DeleteVlan(interfaceName, parent, vlan, group, mtu);
    }
  }

  /** Deletes an interface for a VLAN. */
  record DeleteVlan(String interfaceName, String parent, int vlan, int group, int mtu)
      implements TreeStep {
    @Override
    public TreeStep inverse() {
      return new CreateVlan(interfaceName, parent, vlan, group, mtu);
    }
  }

  /**
   * Makes an interface a port of a bridge. The interface may be up (an uplink) or down, and may be
   * a port of another bridge, which it leaves.
   *
   * @param trunk true if the port gets all VLANs: in a tree that maps VLANs all ports do, except
   *     those of pseudowires
   */
  record Join(String interfaceName, String bridge, BridgePort port, boolean trunk)
      implements TreeStep {
    @Override
    public TreeStep inverse() {
      return new Leave(interfaceName, bridge, port, trunk);
    }
  }

  /** Removes an interface from its bridge. */
  record Leave(String interfaceName, String bridge, BridgePort port, boolean trunk)
      implements TreeStep {
    @Override
    public TreeStep inverse() {
      return new Join(interfaceName, bridge, port, trunk);
    }
  }

  /** Changes the settings of a bridge port. */
  record SetPort(String interfaceName, BridgePort before, BridgePort after) implements TreeStep {
    @Override
    public TreeStep inverse() {
      return new SetPort(interfaceName, after, before);
    }
  }

  /**
   * Changes settings of a bridge in place, including VLAN filtering; its ports stay. If they had no
   * VLANs before, further steps join them again. A shielded bridge stays shielded.
   */
  record SetBridge(String interfaceName, BridgeSettings before, BridgeSettings after)
      implements TreeStep {
    @Override
    public TreeStep inverse() {
      return new SetBridge(interfaceName, after, before);
    }
  }

  /** Changes the MTU of a link. */
  record SetMtu(String interfaceName, int before, int after) implements TreeStep {
    @Override
    public TreeStep inverse() {
      return new SetMtu(interfaceName, after, before);
    }
  }

  /** Brings an interface up or down. */
  record SetUp(String interfaceName, boolean up) implements TreeStep {
    @Override
    public TreeStep inverse() {
      return new SetUp(interfaceName, !up);
    }
  }

  /**
   * Deletes all interfaces of a link group in one request. Ports of its bridges that have another
   * group stay, without a bridge.
   *
   * @param members the steps that create the interfaces again, in order
   */
  record DeleteGroup(int group, List<TreeStep> members) implements TreeStep {
    public DeleteGroup {
      members = List.copyOf(members);
    }

    @Override
    public TreeStep inverse() {
      return new CreateGroup(group, members);
    }

    @Override
    public String interfaceName() {
      return groupName(group);
    }
  }

  /** Carries out the steps that create all interfaces of a link group. */
  record CreateGroup(int group, List<TreeStep> members) implements TreeStep {
    public CreateGroup {
      members = List.copyOf(members);
    }

    @Override
    public TreeStep inverse() {
      return new DeleteGroup(group, members);
    }

    @Override
    public String interfaceName() {
      return groupName(group);
    }
  }

  private static String groupName(int group) {
    return "link group 0x" + Integer.toHexString(group);
  }
}
