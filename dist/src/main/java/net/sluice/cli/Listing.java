package net.sluice.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.function.Function;

/**
 * A collection of the status endpoint, with the table that shows it.
 *
 * @param resource the name of the collection in URLs, and of its member in replies
 * @param columns the columns of the table
 */
record Listing(String resource, List<Column> columns) {
  static final Listing TUNNELS =
      listing(
          "tunnels",
          Column.of("NAME", "name"),
          Column.of("STATE", "oper-status"),
          Column.of("SIGNALING", "signaling"),
          Column.inside("CONTROL", "control-connection", "state"),
          Column.of("ENCAP", "encapsulation"),
          new Column("LOCAL", entry -> endpoint(entry, "local")),
          new Column("PEER", entry -> endpoint(entry, "peer")),
          Column.of("ID", "local-tunnel-id"),
          Column.of("PEER-ID", "peer-tunnel-id"),
          Column.of("SESSIONS", "sessions"),
          Column.of("SINCE", "last-change"),
          Column.of("ERROR", "last-error"));
  static final Listing PSEUDOWIRES =
      listing(
          "pseudowires",
          Column.of("NAME", "name"),
          Column.of("STATE", "oper-status"),
          Column.of("ADMIN", "admin-status"),
          Column.inside("SIGNALED", "signaled", "state"),
          Column.of("TUNNEL", "tunnel"),
          Column.of("INTERFACE", "oper-interface-name"),
          Column.of("MTU", "mtu"),
          Column.of("BRIDGE", "bridge"),
          Column.of("SESSION", "local-session-id"),
          Column.of("PEER-SESSION", "peer-session-id"),
          Column.of("SINCE", "last-change"),
          Column.of("ERROR", "last-error"));
  static final Listing SESSIONS =
      listing(
          "sessions",
          Column.of("ID", "local-session-id"),
          Column.of("PEER-ID", "peer-session-id"),
          Column.of("STATE", "oper-status"),
          Column.of("PSEUDOWIRE", "pseudowire"),
          Column.of("TUNNEL", "tunnel"),
          Column.of("INTERFACE", "oper-interface-name"),
          Column.of("SUBLAYER", "sublayer"),
          Column.of("SEQUENCING", "sequencing"),
          Column.of("SINCE", "last-change"));
  static final Listing PEER_SESSIONS =
      listing(
          "peer-sessions",
          Column.of("NAME", "name"),
          Column.of("STATE", "oper-status"),
          Column.inside("SIGNALED", "signaled", "state"),
          Column.of("TUNNEL", "tunnel"),
          Column.inside("REMOTE-END-ID", "signaled", "remote-end-id"),
          Column.of("PROFILE", "session-profile"),
          Column.of("INTERFACE", "oper-interface-name"),
          Column.of("SESSION", "local-session-id"),
          Column.of("PEER-SESSION", "peer-session-id"),
          Column.of("SINCE", "last-change"),
          Column.of("ERROR", "last-error"));
  static final Listing FUNNELS =
      listing(
          "funnels",
          Column.of("NAME", "name"),
          Column.of("STATE", "oper-status"),
          Column.inside("UPLINK", "uplink", "interface"),
          Column.inside("VLAN", "uplink", "vlan"),
          Column.of("ISOLATION", "isolation"),
          Column.of("MTU", "mtu"),
          Column.of("LEAVES", "leaves"),
          Column.of("PSEUDOWIRES", "pseudowires"),
          Column.of("SINCE", "last-change"),
          Column.of("ERROR", "last-error"));
  static final Listing INTERFACES =
      listing(
          "interfaces",
          Column.of("NAME", "name"),
          Column.of("STATE", "oper-status"),
          Column.of("PSEUDOWIRE", "pseudowire"),
          Column.of("INDEX", "if-index"),
          Column.of("MTU", "oper-mtu"),
          Column.of("BRIDGE", "bridge"),
          Column.counter("IN-PACKETS", "in-packets"),
          Column.counter("IN-OCTETS", "in-octets"),
          Column.counter("OUT-PACKETS", "out-packets"),
          Column.counter("OUT-OCTETS", "out-octets"));
  static final Listing OUT_OF_SERVICE =
      listing(
          "out-of-service",
          Column.of("KIND", "kind"),
          Column.of("NAME", "name"),
          Column.of("STATE", "oper-status"),
          Column.of("ADMIN", "admin-status"),
          Column.of("SINCE", "last-change"),
          Column.of("ERROR", "last-error"));
  static final Listing EVENTS =
      listing(
          "events",
          Column.of("SEQUENCE", "sequence"),
          Column.of("TIME", "time"),
          Column.of("SUBJECT", "subject"),
          Column.of("NAME", "name"),
          Column.of("TYPE", "type"),
          Column.of("TEXT", "text"));

  /**
   * A column of a table.
   *
   * @param header the text above the column
   * @param cell returns the text in the row of an entry
   */
  record Column(String header, Function<JsonNode, String> cell) {
    static Column of(String header, String field) {
      return new Column(header, entry -> entry.path(field).asText("-"));
    }

    static Column inside(String header, String object, String field) {
      return new Column(header, entry -> entry.path(object).path(field).asText("-"));
    }

    static Column counter(String header, String field) {
      return inside(header, "statistics", field);
    }
  }

  private static Listing listing(String resource, Column... columns) {
    return new Listing(resource, List.of(columns));
  }

  List<String> headers() {
    return columns.stream().map(Column::header).toList();
  }

  List<String> row(JsonNode entry) {
    return columns.stream().map(column -> column.cell().apply(entry)).toList();
  }

  private static String endpoint(JsonNode entry, String side) {
    JsonNode inSignaling = entry.path("control-connection").path(side);
    boolean own = entry.has(side + "-address");
    String address =
        own ? entry.path(side + "-address").asText() : inSignaling.path("address").asText("-");
    String port = own ? entry.path(side + "-port").asText("") : inSignaling.path("port").asText("");
    if (port.isEmpty()) {
      return address;
    }
    return (address.indexOf(':') < 0 ? address : "[" + address + "]") + ":" + port;
  }
}
