package net.sluice.tests.site;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.TreeMap;

/** The ports of bridges, read with the program {@code bridge}. */
public final class BridgePorts {
  private BridgePorts() {}

  /**
   * A port of a bridge.
   *
   * @param bridge the name of the bridge
   * @param state the forwarding state
   */
  public record Port(String bridge, boolean isolated, String state) {}

  /** Returns the ports of all bridges of a namespace, by their names. */
  public static Map<String, Port> of(Namespace namespace) {
    Map<String, Port> ports = new TreeMap<>();
    for (JsonNode port : json(namespace.exec("bridge", "-j", "-d", "link", "show"))) {
      ports.put(
          port.path("ifname").asText(),
          new Port(
              port.path("master").asText(),
              port.path("isolated").asBoolean(),
              port.path("state").asText()));
    }
    return ports;
  }

  /**
   * Returns the VLANs of all ports and bridges of a namespace, by their names: {@code 2-4094}, or
   * with the treatment of untagged frames {@code 7 PVID Egress Untagged}.
   */
  public static Map<String, String> vlans(Namespace namespace) {
    Map<String, String> vlans = new TreeMap<>();
    for (JsonNode port : json(namespace.exec("bridge", "-compressvlans", "-j", "vlan", "show"))) {
      StringBuilder text = new StringBuilder();
      for (JsonNode vlan : port.path("vlans")) {
        text.append(text.isEmpty() ? "" : ", ").append(vlan.path("vlan").asText());
        if (vlan.has("vlanEnd")) {
          text.append('-').append(vlan.path("vlanEnd").asText());
        }
        vlan.path("flags").forEach(flag -> text.append(' ').append(flag.asText()));
      }
      vlans.put(port.path("ifname").asText(), text.toString());
    }
    return vlans;
  }

  private static JsonNode json(String text) {
    try {
      return new ObjectMapper().readTree(text);
    } catch (IOException e) {
      throw new UncheckedIOException(text, e);
    }
  }
}
