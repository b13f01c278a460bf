package net.sluice.northbound.netconf;

import net.sluice.manager.ConfigService;
import net.sluice.manager.StatusService;
import net.sluice.yang.Schema;

/** What all sessions of a server share. */
final class ServerContext {
  private final Schema schema;
  private final ModelNode model;
  private final ConfigService config;
  private final StatusService status;
  private final Capabilities capabilities;
  private final Locks locks = new Locks();
  private final Sessions sessions = new Sessions();
  private final ServerState state;

  ServerContext(Schema schema, ConfigService config, StatusService status) {
    this.schema = schema;
    this.model = ModelNode.root(schema);
    this.config = config;
    this.status = status;
    this.capabilities = Capabilities.of(schema);
    this.state = new ServerState(schema, capabilities, locks, sessions);
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

  Capabilities capabilities() {
    return capabilities;
  }

  Locks locks() {
    return locks;
  }

  Sessions sessions() {
    return sessions;
  }

  /** The state of the server itself, as it is now. */
  Element state() {
    return state.now();
  }
}
