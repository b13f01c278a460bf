package net.sluice.northbound.netconf.operation;

import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import net.sluice.manager.api.ActionService;
import net.sluice.manager.api.ConfigError;
import net.sluice.manager.api.ConfigException;
import net.sluice.manager.api.StatusService;
import net.sluice.netlink.MacAddress;
import net.sluice.northbound.netconf.data.ModelNode;
import net.sluice.northbound.netconf.request.ActionReader;
import net.sluice.yang.FunnelModel;
import org.opendaylight.yangtools.yang.common.ErrorTag;
import org.opendaylight.yangtools.yang.common.QName;
import org.opendaylight.yangtools.yang.common.Uint16;

/** The actions of the sluice modules (RFC 7950 section 7.15). Thread: any that may wait. */
final class DeviceActions {
  private final ActionService service;
  private final StatusService status;

  DeviceActions(ActionService service, StatusService status) {
    this.service = service;
    this.status = status;
  }

  /**
   * Runs an action.
   *
   * @return the output of the action, or ok if it has none
   * @throws ConfigException the action can not be done; the error has the path of its target
   */
  Reply run(ActionReader.Invocation invocation) throws ConfigException {
    String name = invocation.key();
    try {
      switch (invocation.schemaPath()) {
        case "l2tp/tunnel/reset", "l2tp/peer-tunnel/reset" -> service.resetTunnel(name);
        case "pseudowires/pseudowire/reset" -> service.resetPseudowire(name);
        case "l2tp/session/reset" -> service.resetSession(name);
        case "funnels/funnel/locate" -> {
          return output(invocation.action(), locate(name, invocation));
        }
        default ->
            throw new IllegalStateException("no code for the action " + invocation.schemaPath());
      }
      return Reply.OK;
    } catch (ConfigException e) {
      throw new ConfigException(
          e.errors().stream().map(error -> located(error, invocation)).toList());
    }
  }

  private Map<QName, Object> locate(String funnel, ActionReader.Invocation invocation)
      throws ConfigException {
    if (status.funnel(funnel).isEmpty()) {
      throw new ConfigException(
          ConfigError.protocol(ErrorTag.DATA_MISSING, "there is no funnel '%s'".formatted(funnel)));
    }
    String address = invocation.input(FunnelModel.ADDRESS).orElseThrow().toString();
    OptionalInt vlan =
        invocation
            .input(FunnelModel.VLAN)
            .map(value -> OptionalInt.of(((Uint16) value).toJava()))
            .orElse(OptionalInt.empty());
    Map<QName, Object> output = new HashMap<>();
    status
        .locate(funnel, MacAddress.parse(address), vlan)
        .ifPresent(
            located -> {
              located
                  .pseudowire()
                  .ifPresent(found -> output.put(FunnelModel.PSEUDOWIRE, found.name()));
              output.put(FunnelModel.INTERFACE_NAME, located.port().interfaceName());
              output.put(FunnelModel.BRIDGE, located.port().bridge());
            });
    return output;
  }

  /** Returns the reply with output parameters; ok if there are none (RFC 7950 section 7.15.2). */
  private static Reply output(ModelNode.Action action, Map<QName, Object> values) {
    if (values.isEmpty()) {
      return Reply.OK;
    }
    return xml -> {
      for (ModelNode leaf : action.output().children()) {
        if (values.containsKey(leaf.qname())) {
          xml.writeStartElement(leaf.name());
          xml.writeDefaultNamespace(leaf.namespace());
          leaf.codec().writeValue(xml, values.get(leaf.qname()));
          xml.writeEndElement();
        }
      }
    };
  }

  private static ConfigError located(ConfigError error, ActionReader.Invocation invocation) {
    return error.path().isPresent()
        ? error
        : ConfigError.at(invocation.node(), error.tag(), error.message());
  }
}
