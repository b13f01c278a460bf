package net.sluice.netlink.text;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import net.sluice.netlink.MessageReader;
import net.sluice.netlink.Nl;

/**
 * A formatter of requests, for dry runs and tests:
 *
 * <pre>newlink create excl ifname=br0 mtu=1450 linkinfo={kind=bridge data={stp-state=0}}</pre>
 *
 * <p>Names are those of the kernel's own netlink specifications.
 *
 * <p>Thread: any.
 */
public final class MessageText {
  private static final MessageText ROUTE = new MessageText(RtnetlinkTables::describe);

  private interface Decoder {
    String describe(MessageReader message);
  }

  private final Decoder decoder;

  private MessageText(Decoder decoder) {
    this.decoder = decoder;
  }

  /** Returns the formatter of rtnetlink messages. */
  public static MessageText rtnetlink() {
    return ROUTE;
  }

  /**
   * Returns a formatter of the messages of a generic netlink family.
   *
   * @param family name in front of the command
   * @param commands names of the commands
   */
  public static MessageText generic(
      String family, Map<Integer, String> commands, AttributeTable attributes) {
    Map<Integer, String> names = Map.copyOf(commands);
    return new MessageText(
        message -> {
          int command = message.command();
          String name = names.getOrDefault(command, "command " + command);
          return join(
              family + " " + name,
              flags(message.flags()),
              attributes.describe(message.attributes(Nl.GENL_HDRLEN)));
        });
  }

  /**
   * Returns messages as text, one per line.
   *
   * @param messages from position to limit, as {@code MessageWriter.messages} returns them
   * @throws net.sluice.netlink.MalformedMessageException if the lengths are inconsistent
   */
  public String describe(ByteBuffer messages) {
    List<String> lines = new ArrayList<>();
    MessageReader reader = new MessageReader().wrap(messages);
    while (reader.next()) {
      lines.add(describe(reader));
    }
    return String.join("\n", lines);
  }

  /** Returns the current message of a reader as text. */
  public String describe(MessageReader message) {
    return decoder.describe(message);
  }

  /** Returns the flags that a caller chooses, without REQUEST and ACK, which every request has. */
  static String flags(int flags) {
    if ((flags & Nl.NLM_F_DUMP) == Nl.NLM_F_DUMP) {
      return "dump";
    }
    List<String> names = new ArrayList<>();
    if ((flags & Nl.NLM_F_CREATE) != 0) {
      names.add("create");
    }
    if ((flags & Nl.NLM_F_EXCL) != 0) {
      names.add("excl");
    }
    if ((flags & Nl.NLM_F_REPLACE) != 0) {
      names.add("replace");
    }
    return String.join(" ", names);
  }

  static String join(String... parts) {
    return List.of(parts).stream().filter(part -> !part.isEmpty()).collect(Collectors.joining(" "));
  }
}
