package net.sluice.funnel;

import java.util.OptionalInt;
import net.sluice.netlink.rtnl.BridgePort;

/**
 * The configuration of a funnel: many pseudowires bridged onto one uplink.
 *
 * @param id number of the funnel on this host, 0 to {@link #MAX_ID}, from which the names of its
 *     interfaces are derived. It never changes
 * @param mtu MTU of all bridges and links of the tree, in octets without the Ethernet header
 * @param learning true if bridges learn addresses behind pseudowires
 * @param neighborSuppression true if a bridge answers ARP and neighbour discovery towards
 *     pseudowires when it knows the answer
 * @param macLimit maximum number of addresses that one bridge of the tree learns (Linux 6.7); empty
 *     for no limit
 * @param leafCapacity maximum number of pseudowires in one leaf, 1 to {@link #MAX_LEAF_CAPACITY}
 */
public record Funnel(
    String name,
    int id,
    Uplink uplink,
    Isolation isolation,
    int mtu,
    Flooding flooding,
    boolean learning,
    boolean neighborSuppression,
    OptionalInt macLimit,
    int leafCapacity,
    VlanMapping vlanMapping,
    StormControl stormControl) {

  /** The highest number of a funnel: the names of its interfaces have room for four digits. */
  public static final int MAX_ID = 9999;

  /** The highest leaf capacity: a bridge has 1,023 ports, and one of them leads up. */
  public static final int MAX_LEAF_CAPACITY = 1022;

  /** The VLAN of frames without a tag if the funnel maps VLANs: the kernel's own default. */
  public static final int UNTAGGED_VLAN = 1;

  /** The MTU of a funnel that sets none, in octets. */
  public static final int DEFAULT_MTU = 1500;

  /** The leaf capacity of a funnel that sets none. */
  public static final int DEFAULT_LEAF_CAPACITY = 1000;

  private static final int LINK_GROUPS = 0x51c00000;

  /**
   * Returns a builder with the defaults of the model: isolated pseudowires, no VLAN mapping, no
   * limits.
   *
   * @param id 0 to {@link #MAX_ID}
   */
  public static Builder builder(String name, int id, Uplink uplink) {
    return new Builder(name, id, uplink);
  }

  /**
   * Returns the link group of all interfaces that Sluice creates for this funnel. It identifies
   * them as Sluice's, and one request removes them all.
   */
  public int linkGroup() {
    return linkGroup(id);
  }

  /** Returns the link group of the funnel with a number. */
  public static int linkGroup(int id) {
    return LINK_GROUPS + id;
  }

  /** Returns the number of the funnel that has a link group; empty for all other groups. */
  public static OptionalInt withLinkGroup(int group) {
    int id = group - LINK_GROUPS;
    return id >= 0 && id <= MAX_ID ? OptionalInt.of(id) : OptionalInt.empty();
  }

  /**
   * Returns the settings of the port of a pseudowire in a leaf.
   *
   * @param grouped true if the pseudowire is in a group
   */
  public BridgePort memberPort(boolean grouped) {
    boolean isolated =
        switch (isolation) {
          case ISOLATED -> true;
          case OPEN -> false;
          case GROUPS -> !grouped;
        };
    return new BridgePort(
        isolated,
        learning,
        flooding.unknownUnicast(),
        flooding.multicast(),
        flooding.broadcast(),
        neighborSuppression);
  }

  /** Returns the settings of the ports of an upper bridge towards leaves. */
  public BridgePort downPort() {
    return BridgePort.KERNEL_DEFAULT.withIsolated(isolation == Isolation.ISOLATED);
  }

  /** A builder of a funnel; a setting has its default until it is set. */
  public static final class Builder {
    private final String name;
    private final int id;
    private final Uplink uplink;
    private Isolation isolation = Isolation.ISOLATED;
    private int mtu = DEFAULT_MTU;
    private Flooding flooding = Flooding.ALL;
    private boolean learning = true;
    private boolean neighborSuppression;
    private OptionalInt macLimit = OptionalInt.empty();
    private int leafCapacity = DEFAULT_LEAF_CAPACITY;
    private VlanMapping vlanMapping = VlanMapping.NONE;
    private StormControl stormControl = StormControl.NONE;

    private Builder(String name, int id, Uplink uplink) {
      this.name = name;
      this.id = id;
      this.uplink = uplink;
    }

    /** Sets {@link Funnel#isolation}. */
    public Builder isolation(Isolation value) {
      isolation = value;
      return this;
    }

    /** Sets {@link Funnel#mtu}. */
    public Builder mtu(int octets) {
      mtu = octets;
      return this;
    }

    /** Sets {@link Funnel#flooding}. */
    public Builder flooding(Flooding value) {
      flooding = value;
      return this;
    }

    /** Sets {@link Funnel#learning}. */
    public Builder learning(boolean value) {
      learning = value;
      return this;
    }

    /** Sets {@link Funnel#neighborSuppression}. */
    public Builder neighborSuppression(boolean value) {
      neighborSuppression = value;
      return this;
    }

    /** Sets {@link Funnel#macLimit}. */
    public Builder macLimit(OptionalInt addresses) {
      macLimit = addresses;
      return this;
    }

    /** Sets {@link Funnel#leafCapacity}. */
    public Builder leafCapacity(int pseudowires) {
      leafCapacity = pseudowires;
      return this;
    }

    /** Sets {@link Funnel#vlanMapping}. */
    public Builder vlanMapping(VlanMapping value) {
      vlanMapping = value;
      return this;
    }

    /** Sets {@link Funnel#stormControl}. */
    public Builder stormControl(StormControl value) {
      stormControl = value;
      return this;
    }

    /** Returns the funnel. */
    public Funnel build() {
      return new Funnel(
          name,
          id,
          uplink,
          isolation,
          mtu,
          flooding,
          learning,
          neighborSuppression,
          macLimit,
          leafCapacity,
          vlanMapping,
          stormControl);
    }
  }
}
