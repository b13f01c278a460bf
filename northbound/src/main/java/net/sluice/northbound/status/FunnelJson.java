package net.sluice.northbound.status;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import net.sluice.funnel.Funnel;
import net.sluice.funnel.TreeState;
import net.sluice.funnel.TreeState.BridgeState;
import net.sluice.manager.api.StatusService.FunnelStatus;
import net.sluice.manager.api.StatusService.Located;
import net.sluice.netlink.MacAddress;
import net.sluice.netlink.rtnl.LinkStatistics;

/** Funnels in JSON. */
final class FunnelJson {
  private FunnelJson() {}

  static void funnel(JsonGenerator json, FunnelStatus status) throws IOException {
    json.writeStartObject();
    fields(json, status);
    json.writeEndObject();
  }

  /** Writes a funnel with its tree. */
  static void funnel(JsonGenerator json, FunnelStatus status, TreeState tree) throws IOException {
    json.writeStartObject();
    fields(json, status);
    JsonFields.optional(json, "uplink-port", tree.uplink());
    json.writeNumberField("levels", tree.levels());
    json.writeArrayFieldStart("bridge");
    for (BridgeState bridge : tree.bridges()) {
      bridge(json, bridge);
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void fields(JsonGenerator json, FunnelStatus status) throws IOException {
    Funnel funnel = status.wanted().funnel();
    json.writeStringField("name", status.name());
    json.writeNumberField("id", status.id());
    JsonFields.state(json, JsonFields.word(status.state()), status.since(), status.lastError());
    json.writeObjectFieldStart("uplink");
    json.writeStringField("interface", funnel.uplink().interfaceName());
    if (funnel.uplink().vlan().isPresent()) {
      json.writeNumberField("vlan", funnel.uplink().vlan().getAsInt());
    }
    json.writeEndObject();
    json.writeStringField("isolation", JsonFields.word(funnel.isolation()));
    json.writeStringField("vlan-mapping", JsonFields.word(funnel.vlanMapping()));
    json.writeNumberField("mtu", funnel.mtu());
    json.writeNumberField("leaf-capacity", funnel.leafCapacity());
    json.writeNumberField("leaves", status.wanted().leaves().size());
    json.writeNumberField("pseudowires", status.pseudowires());
  }

  private static void bridge(JsonGenerator json, BridgeState bridge) throws IOException {
    json.writeStartObject();
    json.writeStringField("name", bridge.node().bridge());
    json.writeNumberField("level", bridge.node().level());
    json.writeNumberField("index", bridge.node().index());
    JsonFields.optional(json, "parent", bridge.parent());
    json.writeNumberField("ports-used", bridge.ports());
    json.writeNumberField("ports-free", bridge.free());
    json.writeBooleanField("running", bridge.up());
    LinkStatistics counters = bridge.uplinkCounters();
    json.writeNumberField("in-packets", counters.rxPackets());
    json.writeNumberField("in-octets", counters.rxBytes());
    json.writeNumberField("out-packets", counters.txPackets());
    json.writeNumberField("out-octets", counters.txBytes());
    json.writeEndObject();
  }

  static void located(JsonGenerator json, MacAddress address, Located located) throws IOException {
    json.writeStartObject();
    json.writeStringField("address", address.toString());
    JsonFields.optional(json, "pseudowire", located.pseudowire().map(found -> found.name()));
    JsonFields.optional(json, "tunnel", located.pseudowire().map(found -> found.tunnel()));
    json.writeStringField("interface-name", located.port().interfaceName());
    json.writeStringField("bridge", located.port().bridge());
    json.writeEndObject();
  }
}
