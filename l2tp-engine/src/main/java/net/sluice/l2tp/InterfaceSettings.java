package net.sluice.l2tp;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Settings of a session's network interface.
 *
 * @param name name of the interface
 * @param alias what {@code ip link} shows as alias: the pseudowire's name; at most 255 octets of
 *     UTF-8
 * @param mtu MTU in octets, without the Ethernet header, 68 to 9216
 * @param up whether it is administratively up
 * @param bridge the bridge that it is a port of, if any
 * @param dormant whether it shall not run although it is up, because the circuit is not active: RFC
 *     2863's dormant, as {@code ip link set mode dormant} makes it. An l2tpeth interface has no
 *     carrier that could be taken away
 * @param port how the bridge treats it; empty where that is left to the kernel and to others
 */
public record InterfaceSettings(
    String name,
    String alias,
    int mtu,
    boolean up,
    Optional<String> bridge,
    boolean dormant,
    Optional<PortSettings> port) {

  /** Settings of an interface whose bridge treats it as the kernel and others like. */
  public InterfaceSettings(
      String name, String alias, int mtu, boolean up, Optional<String> bridge, boolean dormant) {
    this(name, alias, mtu, up, bridge, dormant, Optional.empty());
  }

  /** Settings of an interface that is not dormant. */
  public InterfaceSettings(
      String name, String alias, int mtu, boolean up, Optional<String> bridge) {
    this(name, alias, mtu, up, bridge, false);
  }

  /**
   * The settings of the interface of a session just created: down, no alias, no bridge, and an MTU
   * that the data plane chose, which stands as 0.
   */
  public static InterfaceSettings fresh(String name) {
    return new InterfaceSettings(name, "", 0, false, Optional.empty());
  }

  /** The same with another name. */
  public InterfaceSettings withName(String other) {
    return new InterfaceSettings(other, alias, mtu, up, bridge, dormant, port);
  }

  /** The same with another MTU in octets. */
  public InterfaceSettings withMtu(int other) {
    return new InterfaceSettings(name, alias, other, up, bridge, dormant, port);
  }

  /** The same, administratively up or not. */
  public InterfaceSettings withUp(boolean other) {
    return new InterfaceSettings(name, alias, mtu, other, bridge, dormant, port);
  }

  /** The same, dormant or not. */
  public InterfaceSettings withDormant(boolean other) {
    return new InterfaceSettings(name, alias, mtu, up, bridge, other, port);
  }

  /** The same, not a port of a bridge. */
  public InterfaceSettings withoutBridge() {
    return new InterfaceSettings(name, alias, mtu, up, Optional.empty(), dormant, Optional.empty());
  }

  /** The same, as a port that its bridge treats so. */
  public InterfaceSettings withPort(PortSettings other) {
    return new InterfaceSettings(name, alias, mtu, up, bridge, dormant, Optional.of(other));
  }

  /**
   * Describes how an interface differs from these settings, for operators.
   *
   * @param found settings read from the data plane; a part that was not asked for or not read is
   *     not compared
   * @return empty when nothing differs
   */
  public Optional<String> difference(InterfaceSettings found) {
    List<String> differences = new ArrayList<>();
    if (found.mtu != mtu) {
      differences.add("its MTU is %d, configured is %d".formatted(found.mtu, mtu));
    }
    if (found.up != up) {
      differences.add(up ? "it is down, configured is up" : "it is up, configured is down");
    }
    if (found.dormant != dormant) {
      differences.add(
          dormant ? "it is not dormant, it should be" : "it is dormant, it should not be");
    }
    if (!found.bridge.equals(bridge)) {
      differences.add(
          "it is attached to %s, configured is %s"
              .formatted(found.bridge.orElse("nothing"), bridge.orElse("nothing")));
    }
    if (port.isPresent() && found.port.isPresent()) {
      differences.addAll(PortSettings.differences(port.get(), found.port.get()));
    }
    if (!found.alias.equals(alias)) {
      differences.add("its alias is '%s', configured is '%s'".formatted(found.alias, alias));
    }
    return differences.isEmpty()
        ? Optional.empty()
        : Optional.of("interface %s: %s".formatted(name, String.join(", ", differences)));
  }
}
