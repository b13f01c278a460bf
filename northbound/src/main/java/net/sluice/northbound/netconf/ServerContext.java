package net.sluice.northbound.netconf;

import java.time.Clock;
import net.sluice.manager.api.ActionService;
import net.sluice.manager.api.ConfigService;
import net.sluice.manager.api.StatusService;
import net.sluice.northbound.netconf.data.ModelNode;
import net.sluice.northbound.netconf.data.XmlElement;
import net.sluice.northbound.netconf.events.EventStream;
import net.sluice.yang.Schema;

/** What all sessions of a server share. */
final class ServerContext {
  private final Schema schema;
  private final ModelNode model;
  private final ConfigService config;
  private final StatusService status;
  private final DeviceActions actions;
  private final Capabilities capabilities;
  private final OpenSessions sessions = new OpenSessions();
  private final Clock clock = Clock.systemUTC();
  private final EventStream events = new EventStream(clock);
  private final ServerState state;

  ServerContext(Schema schema, ConfigService config, StatusService status, ActionService actions) {
    this.schema = schema;
    this.model = ModelNode.root(schema);
    this.config = config;
    this.status = status;
    this.actions = new DeviceActions(actions, status);
    this.capabilities = Capabilities.of(schema);
    this.state = new ServerState(schema, capabilities, config, sessions, events, clock.instant());
  }

  Schema schema() {
    return schema;
  }

  ModelNode model() {
    return model;
  }

  ConfigService config() {
    return config;
  }

  StatusService status() {
    return status;
  }

  DeviceActions actions() {
    return actions;
  }

  Capabilities capabilities() {
    return capabilities;
  }

  OpenSessions sessions() {
    return sessions;
  }

  Clock clock() {
    return clock;
  }

  EventStream events() {
    return events;
  }

  /** The state of the server itself, as it is now. */
  XmlElement state() {
    return state.now();
  }
}
