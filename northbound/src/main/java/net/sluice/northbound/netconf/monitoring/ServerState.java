package net.sluice.northbound.netconf.monitoring;

import java.time.Instant;
import net.sluice.manager.api.ConfigService;
import net.sluice.manager.api.Datastore;
import net.sluice.northbound.netconf.data.Xml;
import net.sluice.northbound.netconf.data.XmlElement;
import net.sluice.northbound.netconf.events.EventStream;
import net.sluice.yang.Schema;
import net.sluice.yang.YangModule;

/**
 * The state of the server itself: ietf-netconf-monitoring (RFC 6022), ietf-yang-library (RFC 8525)
 * and the event streams (RFC 5277). It is built from its owners at each request. Thread: any.
 */
public final class ServerState {
  private static final String DATASTORES = "urn:ietf:params:xml:ns:yang:ietf-datastores";
  private static final String COMPLETE = "complete";

  private final Schema schema;
  private final Capabilities capabilities;
  private final ConfigService config;
  private final OpenSessions sessions;
  private final EventStream events;
  private final Instant started;

  /**
   * @param started start time of the server
   */
  public ServerState(
      Schema schema,
      Capabilities capabilities,
      ConfigService config,
      OpenSessions sessions,
      EventStream events,
      Instant started) {
    this.schema = schema;
    this.capabilities = capabilities;
    this.config = config;
    this.sessions = sessions;
    this.events = events;
    this.started = started;
  }

  /** Returns a root with the state as it is now. */
  public XmlElement now() {
    return new XmlElement("", "").add(monitoring()).add(library()).add(events.state());
  }

  private XmlElement library() {
    var library = new XmlElement(Xml.LIBRARY, "yang-library");
    var set = library.child("module-set").key("name", COMPLETE);
    for (YangModule module : schema.modules()) {
      if (module.conformance() == YangModule.Conformance.IMPLEMENT) {
        var entry =
            set.child("module")
                .key("name", module.name())
                .leaf("revision", module.revision())
                .leaf("namespace", module.namespace());
        module.features().forEach(feature -> entry.leaf("feature", feature));
      }
    }
    for (YangModule module : schema.modules()) {
      if (module.conformance() == YangModule.Conformance.IMPORT) {
        set.child("import-only-module")
            .key("name", module.name())
            .key("revision", module.revision())
            .leaf("namespace", module.namespace());
      }
    }
    library.child("schema").key("name", COMPLETE).leaf("module-set", COMPLETE);
    for (String datastore : new String[] {"running", "candidate", "operational"}) {
      library
          .child("datastore")
          .identityKey("name", "ds", DATASTORES, datastore)
          .leaf("schema", COMPLETE);
    }
    return library.leaf("content-id", capabilities.contentId());
  }

  private XmlElement monitoring() {
    var state = new XmlElement(Xml.MONITORING, "netconf-state");
    var list = state.child("capabilities");
    capabilities.uris().forEach(uri -> list.leaf("capability", uri));
    var datastores = state.child("datastores");
    for (Datastore datastore : Datastore.values()) {
      datastore(datastores.child("datastore"), datastore);
    }
    var schemas = state.child("schemas");
    for (YangModule module : schema.modules()) {
      schemas
          .child("schema")
          .key("identifier", module.name())
          .key("version", module.revision())
          .key("format", "yang")
          .leaf("namespace", module.namespace())
          .leaf("location", "NETCONF");
    }
    var all = state.child("sessions");
    var now = sessions.statistics();
    now.open().forEach(session -> session(all.child("session"), session));
    var statistics =
        state
            .child("statistics")
            .leaf("netconf-start-time", Xml.time(started))
            .leaf("in-bad-hellos", now.badHellos())
            .leaf("in-sessions", now.opened())
            .leaf("dropped-sessions", now.dropped());
    counters(statistics, now.total());
    return state;
  }

  private void datastore(XmlElement entry, Datastore datastore) {
    entry.key("name", datastore.netconfName());
    config
        .lockOf(datastore)
        .ifPresent(
            lock ->
                entry
                    .child("locks")
                    .child("global-lock")
                    .leaf("locked-by-session", lock.client().sessionId())
                    .leaf("locked-time", Xml.time(lock.since())));
  }

  private static void session(XmlElement entry, SessionInfo session) {
    entry
        .key("session-id", session.id())
        .leaf("transport", "netconf-ssh")
        .leaf("username", session.user())
        .leaf("source-host", session.sourceHost())
        .leaf("login-time", Xml.time(session.loginTime()));
    counters(entry, session.counters());
  }

  private static void counters(XmlElement entry, SessionInfo.Counters counters) {
    entry
        .leaf("in-rpcs", counters.inRpcs())
        .leaf("in-bad-rpcs", counters.inBadRpcs())
        .leaf("out-rpc-errors", counters.outRpcErrors())
        .leaf("out-notifications", counters.outNotifications());
  }
}
