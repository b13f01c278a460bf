package net.sluice.northbound.netconf;

import java.time.Clock;
import net.sluice.manager.api.ActionService;
import net.sluice.manager.api.ConfigService;
import net.sluice.manager.api.StatusService;
import net.sluice.northbound.netconf.data.Element;
import net.sluice.northbound.netconf.data.ModelNode;
import net.sluice.northbound.netconf.events.EventStream;
import net.sluice.yang.Schema;

/** What all sessions of a server share. */
final class ServerContext {
  private final Schema schema;
  private final ModelNode model;
  private final ConfigService config;
  private final StatusService status;
  private final Actions actions;
  private final Capabilities capabilities;
  private final Sessions sessions = new Sessions();
  private final Clock clock = Clock.systemUTC();
  private final EventStream events = new EventStream(clock);
  private final ServerState state;

  ServerContext(Schema schema, ConfigService config, StatusService status, ActionService actions) {
    this.schema = schema;
    this.model = ModelNode.root(schema);
    this.config = config;
    this.status = status;
    this.actions = new Actions(actions, status);
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

  Actions actions() {
    return actions;
  }

  Capabilities capabilities() {
    return capabilities;
  }

  Sessions sessions() {
    return sessions;
  }

  Clock clock() {
    return clock;
  }

  EventStream events() {
    return events;
  }

  /** The state of the server itself, as it is now. */
  Element state() {
    return state.now();
  }
}
