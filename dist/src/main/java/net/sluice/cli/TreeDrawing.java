package net.sluice.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The tree of a funnel as a table, with a row for each bridge below the row of its parent. */
final class TreeDrawing {
  private static final List<String> FIELDS =
      List.of("ports-used", "ports-free", "in-packets", "in-octets", "out-packets", "out-octets");

  private final Table table = new Table();
  private final Map<String, List<JsonNode>> below = new LinkedHashMap<>();

  private TreeDrawing() {}

  /**
   * Draws a tree.
   *
   * @param funnel the funnel in the JSON of the status endpoint
   */
  static Table of(JsonNode funnel) {
    TreeDrawing drawing = new TreeDrawing();
    drawing.table.add(
        List.of(
            "BRIDGE",
            "STATE",
            "USED",
            "FREE",
            "IN-PACKETS",
            "IN-OCTETS",
            "OUT-PACKETS",
            "OUT-OCTETS"));
    drawing.addUplink(funnel);
    List<JsonNode> roots = new ArrayList<>();
    for (JsonNode bridge : funnel.path("bridge")) {
      if (bridge.has("parent")) {
        drawing
            .below
            .computeIfAbsent(bridge.path("parent").asText(), parent -> new ArrayList<>())
            .add(bridge);
      } else {
        roots.add(bridge);
      }
    }
    drawing.addAll(roots, "");
    return drawing.table;
  }

  private void addUplink(JsonNode funnel) {
    JsonNode uplink = funnel.path("uplink");
    String vlan = uplink.has("vlan") ? " VLAN " + uplink.path("vlan").asText() : "";
    List<String> cells = new ArrayList<>();
    cells.add(uplink.path("interface").asText() + vlan);
    cells.add(funnel.has("uplink-port") ? "joined" : "absent");
    FIELDS.forEach(field -> cells.add("-"));
    table.add(cells);
  }

  /**
   * Adds bridges, each followed by the bridges below it.
   *
   * @param indent the text before the names: vertical lines that lead to bridges in later rows
   */
  private void addAll(List<JsonNode> bridges, String indent) {
    for (int i = 0; i < bridges.size(); i++) {
      JsonNode bridge = bridges.get(i);
      boolean last = i == bridges.size() - 1;
      String name = bridge.path("name").asText();
      List<String> cells = new ArrayList<>();
      cells.add(indent + (last ? "└─ " : "├─ ") + name);
      cells.add(bridge.path("running").asBoolean() ? "up" : "down");
      FIELDS.forEach(field -> cells.add(bridge.path(field).asText("-")));
      table.add(cells);
      addAll(below.getOrDefault(name, List.of()), indent + (last ? "   " : "│  "));
    }
  }
}
