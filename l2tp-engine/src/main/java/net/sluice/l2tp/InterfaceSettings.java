package net.sluice.l2tp;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Settings of a session's network interface.
 *
 * @param name name of the interface
 * @param alias the alias that {@code ip link} shows: the pseudowire's name, at most 255 octets of
 *     UTF-8
 * @param mtu MTU in octets, without the Ethernet header, 68 to 9216; 0 means automatic: the
 *     interface keeps the MTU that the data plane chose when it created the session
 * @param up true if the interface is administratively up
 * @param bridge the bridge that the interface is a port of; empty for none
 * @param dormant true if the interface must not run although it is up, because the circuit is not
 *     active: the state dormant of RFC 2863, as {@code ip link set mode dormant} sets it. An
 *     l2tpeth interface has no carrier that could be removed
 * @param port settings of the bridge port; empty if the kernel and other programs decide them
 */
public record InterfaceSettings(
    String name,
    String alias,
    int mtu,
    boolean up,
    Optional<String> bridge,
    boolean dormant,
    Optional<PortSettings> port) {

  /** Creates settings without settings of a bridge port. */
  public InterfaceSettings(
      String name, String alias, int mtu, boolean up, Optional<String> bridge, boolean dormant) {
    this(name, alias, mtu, up, bridge, dormant, Optional.empty());
  }

  /** Creates settings of an interface that is not dormant, without settings of a bridge port. */
  public InterfaceSettings(
      String name, String alias, int mtu, boolean up, Optional<String> bridge) {
    this(name, alias, mtu, up, bridge, false);
  }

  /**
   * Returns the settings of the interface of a session just created: down, no alias, no bridge, and
   * an MTU of 0, because the data plane chooses it.
   */
  public static InterfaceSettings fresh(String name) {
    return new InterfaceSettings(name, "", 0, false, Optional.empty());
  }

  /** Returns these settings with another name. */
  public InterfaceSettings withName(String other) {
    return new InterfaceSettings(other, alias, mtu, up, bridge, dormant, port);
  }

  /** Returns these settings with another MTU in octets. */
  public InterfaceSettings withMtu(int other) {
    return new InterfaceSettings(name, alias, other, up, bridge, dormant, port);
  }

  /** Returns these settings, administratively up or down. */
  public InterfaceSettings withUp(boolean other) {
    return new InterfaceSettings(name, alias, mtu, other, bridge, dormant, port);
  }

  /** Returns these settings, dormant or not. */
  public InterfaceSettings withDormant(boolean other) {
    return new InterfaceSettings(name, alias, mtu, up, bridge, other, port);
  }

  /** Returns these settings for an interface that is not a port of a bridge. */
  public InterfaceSettings withoutBridge() {
    return new InterfaceSettings(name, alias, mtu, up, Optional.empty(), dormant, Optional.empty());
  }

  /** Returns these settings with settings of the bridge port. */
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
