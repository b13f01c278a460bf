package net.sluice.tests.site;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The kernel's L2TP sessions, read with the program {@code ip}. */
public final class KernelSessions {
  private static final Pattern SESSION =
      Pattern.compile("Session (\\d+) in tunnel \\d+(?s:.*?)interface name: (\\S+)");

  private KernelSessions() {}

  /**
   * The interface of a session.
   *
   * @param sent the number of packets that it has sent
   */
  public record Interface(String name, int index, int mtu, String alias, long sent) {}

  /** Returns the interfaces of the sessions of a namespace, by their ids, which are unsigned. */
  public static Map<Integer, Interface> of(Namespace namespace) {
    Map<String, Interface> interfaces = interfaces(namespace);
    Map<Integer, Interface> sessions = new TreeMap<>();
    Matcher found = SESSION.matcher(namespace.exec("ip", "l2tp", "show", "session"));
    while (found.find()) {
      sessions.put(Integer.parseUnsignedInt(found.group(1)), interfaces.get(found.group(2)));
    }
    return sessions;
  }

  /** Returns all interfaces of a namespace, by their names. */
  public static Map<String, Interface> interfaces(Namespace namespace) {
    Map<String, Interface> interfaces = new HashMap<>();
    for (JsonNode link : parse(namespace.exec("ip", "-j", "-s", "link", "show"))) {
      Interface read =
          new Interface(
              link.path("ifname").asText(),
              link.path("ifindex").asInt(),
              link.path("mtu").asInt(),
              link.path("ifalias").asText(),
              link.path("stats64").path("tx").path("packets").asLong());
      interfaces.put(read.name(), read);
    }
    return interfaces;
  }

  private static JsonNode parse(String json) {
    try {
      return new ObjectMapper().readTree(json);
    } catch (IOException e) {
      throw new UncheckedIOException(json, e);
    }
  }
}
