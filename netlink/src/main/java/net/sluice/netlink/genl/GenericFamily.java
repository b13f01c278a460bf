package net.sluice.netlink.genl;

import java.util.Map;

/**
 * A generic netlink family of the running kernel.
 *
 * @param id message type of requests to the family
 * @param groups numbers of the multicast groups by name
 */
public record GenericFamily(String name, int id, int version, Map<String, Integer> groups) {

  public GenericFamily {
    groups = Map.copyOf(groups);
  }
}
