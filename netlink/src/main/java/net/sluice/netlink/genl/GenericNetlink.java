package net.sluice.netlink.genl;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import net.sluice.netlink.AttributeReader;
import net.sluice.netlink.MessageReader;
import net.sluice.netlink.MessageWriter;
import net.sluice.netlink.NetlinkException;
import net.sluice.netlink.NetlinkSocket;
import net.sluice.netlink.Nl;
import net.sluice.netlink.Requests;
import net.sluice.netlink.system.Errno;

/** Generic netlink: finds families by name and starts requests, which begin with a command. */
public final class GenericNetlink {
  private final NetlinkSocket socket;

  /**
   * @param socket of {@link Nl#NETLINK_GENERIC}; its owner closes it
   */
  public GenericNetlink(NetlinkSocket socket) {
    this.socket = socket;
  }

  /**
   * Finds a family. The kernel loads the module of that name if it can.
   *
   * @return empty if the kernel has no such family
   * @throws NetlinkException if the kernel refuses for another reason
   */
  public Optional<GenericFamily> family(String name) {
    socket
        .request(Nl.GENL_ID_CTRL, 0)
        .genl(Nl.CTRL_CMD_GETFAMILY, 1)
        .putString(Nl.CTRL_ATTR_FAMILY_NAME, name);
    try {
      return socket.get("find generic netlink family " + name, GenericNetlink::decode);
    } catch (NetlinkException e) {
      if (e.errno() == Errno.ENOENT) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /**
   * Starts a request to a family, on a socket or in a batch.
   *
   * @param flags NLM_F_CREATE and the like
   */
  public static MessageWriter request(
      Requests requests, GenericFamily family, int command, int flags) {
    return requests.request(family.id(), flags).genl(command, family.version());
  }

  private static GenericFamily decode(MessageReader message) {
    String name = "";
    int id = 0;
    int version = 0;
    Map<String, Integer> groups = new HashMap<>();
    AttributeReader attributes = message.attributes(Nl.GENL_HDRLEN);
    while (attributes.next()) {
      switch (attributes.type()) {
        case Nl.CTRL_ATTR_FAMILY_NAME -> name = attributes.string();
        case Nl.CTRL_ATTR_FAMILY_ID -> id = attributes.u16();
        case Nl.CTRL_ATTR_VERSION -> version = attributes.s32();
        case Nl.CTRL_ATTR_MCAST_GROUPS -> decodeGroups(attributes.nested(), groups);
        default -> {} // operations and policies
      }
    }
    return new GenericFamily(name, id, version, groups);
  }

  private static void decodeGroups(AttributeReader list, Map<String, Integer> groups) {
    while (list.next()) {
      AttributeReader group = list.nested();
      String name = "";
      int id = 0;
      while (group.next()) {
        switch (group.type()) {
          case Nl.CTRL_ATTR_MCAST_GRP_NAME -> name = group.string();
          case Nl.CTRL_ATTR_MCAST_GRP_ID -> id = group.s32();
          default -> {} // none known
        }
      }
      groups.put(name, id);
    }
  }
}
