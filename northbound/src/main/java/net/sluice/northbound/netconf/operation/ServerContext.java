package net.sluice.northbound.netconf.operation;

import java.time.Clock;
import net.sluice.manager.api.ActionService;
import net.sluice.manager.api.ConfigService;
import net.sluice.manager.api.StatusService;
import net.sluice.northbound.load.ComputeGate;
import net.sluice.northbound.load.MemoryBudget;
import net.sluice.northbound.netconf.data.ModelNode;
import net.sluice.northbound.netconf.data.XmlElement;
import net.sluice.northbound.netconf.events.EventStream;
import net.sluice.northbound.netconf.monitoring.Capabilities;
import net.sluice.northbound.netconf.monitoring.OpenSessions;
import net.sluice.northbound.netconf.monitoring.ServerState;
import net.sluice.yang.Schema;

/** The services and the state that all sessions of a server share. Thread: any. */
public final class ServerContext {
  private final Schema schema;
  private final ModelNode model;
  private final ConfigService config;
  private final StatusService status;
  private final DeviceActions actions;
  private final Capabilities capabilities;
  private final OpenSessions sessions = new OpenSessions();
  private final Clock clock = Clock.systemUTC();
  private final EventStream events = new EventStream(clock);
  private final MemoryBudget memory;
  private final ComputeGate gate = ComputeGate.ofProcessors();
  private final ServerState state;

  /**
   * Creates the state of a new server without sessions.
   *
   * @param memory of all sessions together
   */
  public ServerContext(
      Schema schema,
      ConfigService config,
      StatusService status,
      ActionService actions,
      MemoryBudget memory) {
    this.memory = memory;
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

  public ConfigService config() {
    return config;
  }

  StatusService status() {
    return status;
  }

  DeviceActions actions() {
    return actions;
  }

  public Capabilities capabilities() {
    return capabilities;
  }

  public OpenSessions sessions() {
    return sessions;
  }

  public Clock clock() {
    return clock;
  }

  public EventStream events() {
    return events;
  }

  /** Returns the memory that all sessions share. */
  public MemoryBudget memory() {
    return memory;
  }

  /** Returns the places for computing that all sessions share. */
  public ComputeGate gate() {
    return gate;
  }

  /** Returns the state of the server itself as it is now. */
  XmlElement state() {
    return state.now();
  }
}
