package net.sluice.netlink.genl;

import java.util.Map;

/**
 * A generic netlink family of the running kernel.
 *
 * @param id message type of its requests
 * @param groups numbers of its multicast groups by name
 */
public record GenericFamily(String name, int id, int version, Map<String, Integer> groups) {

  /** Keeps a copy of the groups. */
  public GenericFamily {
    groups = Map.copyOf(groups);
  }
}
