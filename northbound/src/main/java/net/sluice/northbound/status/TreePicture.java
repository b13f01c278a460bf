package net.sluice.northbound.status;

import static java.util.Objects.requireNonNull;

import java.io.StringWriter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;
import net.sluice.funnel.TreeState;
import net.sluice.funnel.TreeState.BridgeState;
import net.sluice.funnel.Uplink;
import net.sluice.manager.api.StatusService.FunnelState;
import net.sluice.manager.api.StatusService.FunnelStatus;

/**
 * The tree of a funnel as a picture: SVG without external files. The uplink is on the left, then
 * the root, then one column for each level down to the leaves. Each bridge has a bar that shows the
 * share of its ports in use. Lengths are pixels.
 */
final class TreePicture {
  private static final int ROW = 26;
  private static final int BOX_WIDTH = 256;
  private static final int BOX_HEIGHT = 20;
  private static final int COLUMN = BOX_WIDTH + 60;
  private static final int MARGIN = 20;
  private static final int TOP = 70;

  /** Offset of the bar in a box, after the longest name of a bridge. */
  private static final int BAR_START = 120;

  private static final int BAR_WIDTH = 60;
  private static final int BAR_HEIGHT = 8;

  private static final String STYLE =
      """
      text{font:12px sans-serif;fill:#222}
      .title{font-size:16px;font-weight:bold}
      .link{fill:none;stroke:#999}
      .up{fill:#e8f5e9;stroke:#2e7d32}
      .down{fill:#ffebee;stroke:#c62828}
      .waiting{fill:#fff8e1;stroke:#ef6c00;stroke-dasharray:4 2}
      .bar{fill:#fff;stroke:#777}
      .used{fill:#1e88e5}
      .full{fill:#0d47a1}
      .failed{fill:#c62828}
      """;

  private final FunnelStatus status;
  private final TreeState tree;
  private final XMLStreamWriter xml;
  private final int top;
  private final Map<String, Integer> rows = new HashMap<>();

  private TreePicture(FunnelStatus status, TreeState tree, XMLStreamWriter xml) {
    this.status = status;
    this.tree = tree;
    this.xml = xml;
    this.top = tree.bridges().stream().mapToInt(bridge -> bridge.node().level()).max().orElse(0);
  }

  /** Returns the picture of a tree. */
  static String of(FunnelStatus status, TreeState tree) {
    StringWriter text = new StringWriter();
    try {
      XMLStreamWriter xml = XMLOutputFactory.newFactory().createXMLStreamWriter(text);
      new TreePicture(status, tree, xml).draw();
      xml.close();
    } catch (XMLStreamException e) {
      throw new IllegalStateException("a picture can not be written to memory", e);
    }
    return text.toString();
  }

  private void draw() throws XMLStreamException {
    int bottom = place();
    int width = 2 * MARGIN + (top + 1) * COLUMN + BOX_WIDTH;
    int height = TOP + bottom + MARGIN;
    xml.writeStartElement("svg");
    xml.writeDefaultNamespace("http://www.w3.org/2000/svg");
    attribute("width", width);
    attribute("height", height);
    xml.writeAttribute("viewBox", "0 0 %d %d".formatted(width, height));
    newLine();
    xml.writeStartElement("style");
    xml.writeCharacters(STYLE);
    xml.writeEndElement();
    newLine();
    text(MARGIN, 28, "title", "Funnel " + status.name());
    text(MARGIN, 48, status.state() == FunnelState.UP ? "state" : "failed", summary());
    drawUplink(tree.bridges().isEmpty() ? 0 : row(tree.bridges().getFirst()));
    for (BridgeState bridge : tree.bridges()) {
      drawBridge(bridge);
    }
    xml.writeEndElement();
    newLine();
  }

  private String summary() {
    return "%s%s; %d pseudowires, levels: %d"
        .formatted(
            JsonFields.word(status.state()),
            status.lastError().map(error -> ": " + error).orElse(""),
            status.pseudowires(),
            tree.levels());
  }

  /**
   * Assigns a row to each bridge: a row of its own if it has no bridges below, else the middle of
   * the rows of those.
   *
   * @return the end of the last row
   */
  private int place() {
    Map<String, List<BridgeState>> below =
        tree.bridges().stream()
            .filter(bridge -> bridge.parent().isPresent())
            .collect(Collectors.groupingBy(bridge -> bridge.parent().orElseThrow()));
    int next = 0;
    for (BridgeState bridge : tree.bridges()) {
      if (!below.containsKey(bridge.node().bridge())) {
        next += ROW;
      }
    }
    int end = Math.max(next, ROW);
    for (BridgeState bridge : tree.bridges().reversed()) {
      List<BridgeState> children = below.getOrDefault(bridge.node().bridge(), List.of());
      if (children.isEmpty()) {
        next -= ROW;
        rows.put(bridge.node().bridge(), next);
      } else {
        int first = row(children.getFirst());
        int last = row(children.getLast());
        rows.put(bridge.node().bridge(), (first + last) / 2);
      }
    }
    return end;
  }

  /** Returns the row that {@link #place} has assigned. */
  private int row(BridgeState bridge) {
    return requireNonNull(rows.get(bridge.node().bridge()));
  }

  private int column(BridgeState bridge) {
    return MARGIN + (top - bridge.node().level() + 1) * COLUMN;
  }

  private void drawUplink(int row) throws XMLStreamException {
    Uplink uplink = status.wanted().funnel().uplink();
    String vlan = uplink.vlan().isPresent() ? ", VLAN " + uplink.vlan().getAsInt() : "";
    String name = uplink.interfaceName() + vlan;
    box(MARGIN, row, tree.uplink().isPresent() ? "up" : "waiting");
    text(MARGIN + 6, TOP + row + 14, "name", name);
    if (!tree.bridges().isEmpty()) {
      link(MARGIN + BOX_WIDTH, row, column(tree.bridges().getFirst()), row);
    }
  }

  private void drawBridge(BridgeState bridge) throws XMLStreamException {
    int row = row(bridge);
    int x = column(bridge);
    Integer parent = bridge.parent().map(rows::get).orElse(null);
    if (parent != null) {
      link(x - COLUMN + BOX_WIDTH, parent, x, row);
    }
    xml.writeStartElement("g");
    xml.writeStartElement("title");
    xml.writeCharacters(
        "%s: %d ports in use, %d free; from above %d frames, to above %d"
            .formatted(
                bridge.node().bridge(),
                bridge.ports(),
                bridge.free(),
                bridge.uplinkCounters().rxPackets(),
                bridge.uplinkCounters().txPackets()));
    xml.writeEndElement();
    newLine();
    box(x, row, bridge.up() ? "up" : "down");
    text(x + 6, TOP + row + 14, "name", bridge.node().bridge());
    drawBar(bridge, x + BAR_START, TOP + row + (BOX_HEIGHT - BAR_HEIGHT) / 2);
    text(
        x + BAR_START + BAR_WIDTH + 6,
        TOP + row + 14,
        "ports",
        "%d/%d".formatted(bridge.ports(), bridge.ports() + bridge.free()));
    xml.writeEndElement();
    newLine();
  }

  private void drawBar(BridgeState bridge, int x, int y) throws XMLStreamException {
    int places = Math.max(1, bridge.ports() + bridge.free());
    rectangle(x, y, BAR_WIDTH, BAR_HEIGHT, "bar");
    int used = (int) Math.ceilDiv((long) bridge.ports() * BAR_WIDTH, places);
    rectangle(x, y, used, BAR_HEIGHT, bridge.free() == 0 ? "full" : "used");
  }

  private void box(int x, int row, String kind) throws XMLStreamException {
    rectangle(x, TOP + row, BOX_WIDTH, BOX_HEIGHT, kind);
  }

  private void rectangle(int x, int y, int width, int height, String kind)
      throws XMLStreamException {
    xml.writeEmptyElement("rect");
    xml.writeAttribute("class", kind);
    attribute("x", x);
    attribute("y", y);
    attribute("width", width);
    attribute("height", height);
    newLine();
  }

  /** Draws a line from the right side of one box to the left side of another. */
  private void link(int fromX, int fromRow, int toX, int toRow) throws XMLStreamException {
    int fromY = TOP + fromRow + BOX_HEIGHT / 2;
    int toY = TOP + toRow + BOX_HEIGHT / 2;
    int middle = (fromX + toX) / 2;
    xml.writeEmptyElement("path");
    xml.writeAttribute("class", "link");
    xml.writeAttribute(
        "d",
        "M%d %dC%d %d %d %d %d %d".formatted(fromX, fromY, middle, fromY, middle, toY, toX, toY));
    newLine();
  }

  private void text(int x, int y, String kind, String content) throws XMLStreamException {
    xml.writeStartElement("text");
    xml.writeAttribute("class", kind);
    attribute("x", x);
    attribute("y", y);
    xml.writeCharacters(content);
    xml.writeEndElement();
    newLine();
  }

  private void attribute(String name, int value) throws XMLStreamException {
    xml.writeAttribute(name, Integer.toString(value));
  }

  private void newLine() throws XMLStreamException {
    xml.writeCharacters("\n");
  }
}
