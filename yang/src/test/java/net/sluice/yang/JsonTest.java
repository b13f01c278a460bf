package net.sluice.yang;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.opendaylight.yangtools.yang.common.Uint16;
import org.opendaylight.yangtools.yang.common.Uint32;
import org.opendaylight.yangtools.yang.data.api.schema.ContainerNode;
import org.opendaylight.yangtools.yang.data.api.schema.NormalizedNodes;

class JsonTest {
  private static final String CONFIGURATION =
      """
      {
        "sluice-l2tp:l2tp": {
          "system": {
            "autoname-interfaces": "pw"
          },
          "pseudowire-profile": [
            {
              "name": "gold",
              "sluice-pseudowire:mtu": 1400
            }
          ],
          "tunnel": [
            {
              "name": "a",
              "peer-address": "192.0.2.1"
            },
            {
              "name": "b",
              "peer-address": "2001:db8::1",
              "udp-checksum": false,
              "local-tunnel-id": 4294967295
            }
          ]
        },
        "sluice-pseudowire:pseudowires": {
          "pseudowire": [
            {
              "name": "ü \\"x\\"",
              "tunnel": "a",
              "transmit-cookie": "",
              "mtu": "auto",
              "bridge": "br0"
            }
          ]
        }
      }
      """;

  private final Schema schema = Schema.get();
  private final JsonReader reader = new JsonReader(schema);
  private final JsonWriter writer = new JsonWriter(schema);

  @Test
  void writesTheConfigurationThatItRead() throws Exception {
    assertEquals(CONFIGURATION, write(read(CONFIGURATION), JsonWriter.Style.INDENTED));
  }

  @Test
  void readsTypedValues() throws Exception {
    var root = read(CONFIGURATION);
    assertEquals(Schema.ROOT, root.name());
    assertEquals(
        Uint32.MAX_VALUE,
        NormalizedNodes.findNode(root, L2tpModel.tunnel("b").node(L2tpModel.LOCAL_TUNNEL_ID))
            .orElseThrow()
            .body());
    assertEquals(
        Uint16.valueOf(1400),
        NormalizedNodes.findNode(
                root, L2tpModel.pseudowireProfile("gold").node(PseudowireModel.MTU))
            .orElseThrow()
            .body());
    assertEquals(
        "br0",
        NormalizedNodes.findNode(
                root,
                PseudowireModel.pseudowire("ü \"x\"")
                    .node(PseudowireModel.ATTACHMENT)
                    .node(PseudowireModel.BRIDGE))
            .orElseThrow()
            .body());
  }

  @Test
  void writesOneLineWithoutBreaks() throws Exception {
    String line = write(read(CONFIGURATION), JsonWriter.Style.LINE);
    assertFalse(line.contains("\n"));
    assertEquals(read(CONFIGURATION), read(line));
  }

  @Test
  void sortsEntriesByKey() throws Exception {
    var text = new StringBuilder("{\"sluice-pseudowire:pseudowires\":{\"pseudowire\":[");
    for (int i = 299; i >= 0; i--) {
      text.append("{\"name\":\"p%03d\"}%s".formatted(i, i == 0 ? "" : ","));
    }
    String written = write(read(text.append("]}}").toString()), JsonWriter.Style.LINE);
    for (int i = 1; i < 300; i++) {
      assertTrue(written.indexOf("p%03d".formatted(i - 1)) < written.indexOf("p%03d".formatted(i)));
    }
  }

  @Test
  void leavesOutContainersWithoutContent() throws Exception {
    assertEquals(read("{}"), read("{\"sluice-l2tp:l2tp\": {\"system\": {}, \"tunnel\": []}}"));
    assertEquals("{}", write(read("{}"), JsonWriter.Style.LINE));
  }

  @Test
  void readsTheSelectedState() throws Exception {
    String text =
        "{\"sluice-pseudowire:pseudowires\":{\"pseudowire\":[{\"name\":\"a\",\"id\":7}]}}";
    assertEquals(
        List.of(
            "line 1, column 61 (byte 60): /sluice-pseudowire:pseudowires/pseudowire[name='a']/id:"
                + " this is state, not configuration"),
        problems(text));
    var root =
        new JsonReader(schema, Set.of(PseudowireModel.ID))
            .read(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    assertEquals(text, write(root, JsonWriter.Style.LINE));
  }

  @Test
  void reportsEveryProblemWithItsPlace() {
    assertEquals(
        List.of(
            "line 1, column 27 (byte 26): /sluice-l2tp:l2tp/nope: there is no such node, only system,"
                + " tunnel-profile, session-profile, peer-profile, pseudowire-profile, tunnel",
            "line 1, column 81 (byte 80): /sluice-l2tp:l2tp/tunnel[name='a']/peer-address:"
                + " peer-address '1.2.3' is not valid: expected an IPv4 or IPv6 address",
            "line 1, column 102 (byte 101): /sluice-l2tp:l2tp/tunnel[name='a']/local-port: the value"
                + " 1701 stands without quotes",
            "line 1, column 121 (byte 120): /sluice-l2tp:l2tp/tunnel[name='a']/signaling: expected"
                + " one of: static, keepalive, dynamic, not an object",
            "line 2, column 2 (byte 126): /sluice-l2tp:l2tp/tunnel[2]: the key name is missing",
            "line 2, column 15 (byte 139): /sluice-l2tp:l2tp/tunnel: the entry [a] is here for the"
                + " second time",
            "line 2, column 18 (byte 142): /sluice-l2tp:l2tp/tunnel: this node is here for the"
                + " second time"),
        problems(
            "{\"sluice-l2tp:l2tp\":     {\"nope\":[{\"x\":1}],\"tunnel\":[{\"name\":\"a\",\"peer-address\":\"1.2.3\""
                + ",\"local-port\":\"1701\",\"signaling\":{}},\n{},{\"name\":\"a\"}],\"tunnel\":[]}}"));
  }

  @Test
  void reportsTheEndOfAnIncompleteText() {
    byte[] bytes = CONFIGURATION.getBytes(StandardCharsets.UTF_8);
    for (int length = 0; length < bytes.length - 2; length++) {
      var cut = new ByteArrayInputStream(bytes, 0, length);
      var problems =
          assertThrows(JsonException.class, () -> reader.read(cut), "cut at " + length).problems();
      assertTrue(problems.getLast().offset() <= length, problems::toString);
      assertTrue(length - problems.getLast().offset() < 10, "cut at " + length + ": " + problems);
    }
  }

  @Test
  void rejectsTextAfterTheEnd() {
    assertEquals(
        List.of(
            "line 1, column 4 (byte 3): /: there is more text after the end of the configuration"),
        problems("{} {}"));
  }

  @Test
  void reportsEveryProblem() {
    assertEquals(1001, problems("{" + "\"x\":1,".repeat(1000) + "\"x\":1}").size());
  }

  private List<String> problems(String text) {
    return assertThrows(JsonException.class, () -> read(text)).problems().stream()
        .map(Object::toString)
        .toList();
  }

  private ContainerNode read(String text) throws IOException, JsonException {
    return reader.read(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
  }

  private String write(ContainerNode root, JsonWriter.Style style) throws IOException {
    var out = new ByteArrayOutputStream();
    writer.write(root, style, out);
    return out.toString(StandardCharsets.UTF_8);
  }
}
