package net.sluice.northbound.netconf.operation;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import net.sluice.manager.api.ConfigError;
import net.sluice.manager.api.ConfigException;
import net.sluice.manager.api.ConfigService;
import net.sluice.manager.api.Datastore;
import net.sluice.manager.api.Edit;
import net.sluice.manager.api.EditRequest;
import net.sluice.northbound.load.Computing;
import net.sluice.northbound.netconf.data.Data;
import net.sluice.northbound.netconf.data.DataWriter;
import net.sluice.northbound.netconf.data.FilterNode;
import net.sluice.northbound.netconf.data.SubtreeFilter;
import net.sluice.northbound.netconf.data.TreeData;
import net.sluice.northbound.netconf.data.Xml;
import net.sluice.northbound.netconf.events.Subscription;
import net.sluice.northbound.netconf.events.SubscriptionReader;
import net.sluice.northbound.netconf.monitoring.ServerEvents;
import net.sluice.northbound.netconf.monitoring.SessionInfo;
import net.sluice.northbound.netconf.request.ActionReader;
import net.sluice.northbound.netconf.request.EditReader;
import net.sluice.northbound.netconf.request.RpcParameters;
import net.sluice.northbound.netconf.request.RpcParameters.Slot;
import net.sluice.yang.Suggestion;
import org.opendaylight.yangtools.yang.common.ErrorTag;
import org.opendaylight.yangtools.yang.data.api.schema.ContainerNode;

/**
 * The operations of RFC 6241 section 7, get-schema, create-subscription and actions, for one
 * session. Thread: that of the session.
 */
public final class Operations {

  /** An operation that has been read, and not yet run. */
  @FunctionalInterface
  public interface Call {
    /**
     * Runs the operation.
     *
     * @throws ConfigException the operation is refused or has failed
     */
    Reply run() throws ConfigException;
  }

  /** The effects of operations on sessions. */
  public interface Control {
    /** Ends the session after this reply. */
    void endAfterReply();

    /**
     * Ends another session, and waits until it holds nothing any more.
     *
     * @return false if there is none with this id
     */
    boolean kill(long sessionId);

    /**
     * Subscribes the session to notifications. They follow the reply.
     *
     * @throws ConfigException in-use: it has a subscription already
     */
    Reply subscribe(Subscription.Terms terms) throws ConfigException;

    /** Returns the state of the session itself. */
    SessionInfo info();
  }

  /** The source of a configuration: a datastore, or the request itself. */
  private sealed interface Source {
    record Stored(Datastore datastore) implements Source {}

    record Inline(ContainerNode content) implements Source {}
  }

  private static final List<String> NAMES =
      List.of(
          "get",
          "get-config",
          "edit-config",
          "copy-config",
          "delete-config",
          "lock",
          "unlock",
          "validate",
          "commit",
          "discard-changes",
          "close-session",
          "kill-session",
          "get-schema",
          "create-subscription",
          "action");

  private final ServerContext server;
  private final ConfigService config;
  private final ConfigService.Client client;
  private final Control control;
  private final Computing computing;

  /**
   * @param computing the computing of the session
   */
  public Operations(
      ServerContext server, ConfigService.Client client, Control control, Computing computing) {
    this.computing = computing;
    this.server = server;
    this.config = server.config();
    this.client = client;
    this.control = control;
  }

  /**
   * Reads the operation at the position of a reader, and moves to its end.
   *
   * @throws XMLStreamException the XML is not well-formed
   * @throws ConfigException the request is wrong, or the operation is not supported
   */
  public Call read(XMLStreamReader xml) throws XMLStreamException, ConfigException {
    if (Xml.is(xml, Xml.MONITORING, "get-schema")) {
      return getSchema(xml);
    }
    if (Xml.is(xml, Xml.NOTIFICATION, "create-subscription")) {
      return createSubscription(xml);
    }
    if (Xml.is(xml, Xml.YANG, "action")) {
      return action(xml);
    }
    if (Xml.in(xml, Xml.BASE)) {
      return readBase(xml, xml.getLocalName());
    }
    throw unknown(xml);
  }

  private Call readBase(XMLStreamReader xml, String name)
      throws XMLStreamException, ConfigException {
    return switch (name) {
      case "get" -> get(xml);
      case "get-config" -> getConfig(xml);
      case "edit-config" -> editConfig(xml);
      case "copy-config" -> copyConfig(xml);
      case "delete-config" -> deleteConfig(xml);
      case "lock" -> lock(xml);
      case "unlock" -> unlock(xml);
      case "validate" -> validate(xml);
      case "commit" -> simple(xml, this::commit);
      case "discard-changes" -> simple(xml, () -> config.discard(client));
      case "close-session" -> simple(xml, control::endAfterReply);
      case "kill-session" -> killSession(xml);
      default -> throw unknown(xml);
    };
  }

  private static ConfigException unknown(XMLStreamReader xml) {
    return RpcParameters.unsupported(
        "there is no operation " + Xml.nameOf(xml) + Suggestion.of(xml.getLocalName(), NAMES));
  }

  @FunctionalInterface
  private interface Action {
    void run() throws ConfigException;
  }

  /** Returns an operation whose reply is ok. */
  private static Call done(Action action) {
    return () -> {
      action.run();
      return Reply.OK;
    };
  }

  /** Reads an operation without parameters. */
  private static Call simple(XMLStreamReader xml, Action action)
      throws XMLStreamException, ConfigException {
    RpcParameters.read(xml, Map.of());
    return done(action);
  }

  private Call get(XMLStreamReader xml) throws XMLStreamException, ConfigException {
    var filter = new Slot<List<FilterNode>>();
    RpcParameters.read(xml, Map.of("filter", () -> filter.set(FilterNode.readFilter(xml))));
    return () -> {
      var root =
          TreeData.operational(
              server.model(), server.status().operationalRoot(), server.status()::withState);
      return data(filter.get(), root, server.state());
    };
  }

  private Call getConfig(XMLStreamReader xml) throws XMLStreamException, ConfigException {
    var source = new Slot<Datastore>();
    var filter = new Slot<List<FilterNode>>();
    RpcParameters.read(
        xml,
        Map.of(
            "source", () -> source.set(readDatastore(xml)),
            "filter", () -> filter.set(FilterNode.readFilter(xml))));
    var datastore = source.require("get-config", "source");
    return () -> data(filter.get(), TreeData.configuration(server.model(), config.read(datastore)));
  }

  private Reply data(Optional<List<FilterNode>> filters, Data.Inner... roots) {
    return xml -> {
      xml.writeStartElement("data");
      var filter = filters.map(nodes -> new SubtreeFilter(nodes, computing));
      var writer = new DataWriter(xml, Xml.BASE, computing);
      for (Data.Inner root : roots) {
        if (filter.isPresent()) {
          writer.write(root, filter.get());
        } else {
          writer.write(root);
        }
      }
      xml.writeEndElement();
    };
  }

  private Call editConfig(XMLStreamReader xml) throws XMLStreamException, ConfigException {
    var target = new Slot<Datastore>();
    var operation = new Slot<EditReader.Operation>();
    var test = new Slot<Edit.TestOption>();
    var error = new Slot<Edit.ErrorOption>();
    var content = new Slot<EditRequest>();
    RpcParameters.read(
        xml,
        Map.of(
            "target", () -> target.set(readCandidate(xml, "edit-config")),
            "default-operation",
                () -> {
                  if (content.get().isPresent()) {
                    throw RpcParameters.element(
                        ErrorTag.BAD_ELEMENT,
                        "default-operation",
                        "default-operation must come before config");
                  }
                  operation.set(
                      readWord(
                          xml,
                          Map.of(
                              "merge", EditReader.Operation.MERGE,
                              "replace", EditReader.Operation.REPLACE,
                              "none", EditReader.Operation.NONE)));
                },
            "test-option",
                () ->
                    test.set(
                        readWord(
                            xml,
                            Map.of(
                                "set", Edit.TestOption.SET,
                                "test-then-set", Edit.TestOption.TEST_THEN_SET,
                                "test-only", Edit.TestOption.TEST_ONLY))),
            "error-option",
                () ->
                    error.set(
                        readWord(
                            xml,
                            Map.of(
                                "stop-on-error", Edit.ErrorOption.ROLLBACK,
                                "rollback-on-error", Edit.ErrorOption.ROLLBACK,
                                "continue-on-error", Edit.ErrorOption.CONTINUE))),
            "config",
                () ->
                    content.set(
                        EditReader.read(
                            xml, server.model(), operation.or(EditReader.Operation.MERGE))),
            "url", () -> noUrl()));
    target.require("edit-config", "target");
    var edits = content.require("edit-config", "config");
    return done(
        // RFC 7950 section 8.3.3: a candidate is checked when it is validated or committed, so that
        // a client can write it in steps. A test-option asks for a check now.
        () ->
            config.edit(
                client, edits, error.or(Edit.ErrorOption.ROLLBACK), test.or(Edit.TestOption.SET)));
  }

  private void commit() throws ConfigException {
    if (config.commit(client)) {
      server.events().publish(ServerEvents.configChange(control.info()));
    }
  }

  private Call createSubscription(XMLStreamReader xml) throws XMLStreamException, ConfigException {
    var terms = SubscriptionReader.read(xml, server.clock().instant());
    return () -> control.subscribe(terms);
  }

  private Call action(XMLStreamReader xml) throws XMLStreamException, ConfigException {
    var invocation = ActionReader.read(xml, server.model());
    return () -> server.actions().run(invocation);
  }

  private Call copyConfig(XMLStreamReader xml) throws XMLStreamException, ConfigException {
    var target = new Slot<Datastore>();
    var source = new Slot<Source>();
    RpcParameters.read(
        xml,
        Map.of(
            "target", () -> target.set(readCandidate(xml, "copy-config")),
            "source", () -> source.set(readSource(xml))));
    target.require("copy-config", "target");
    return switch (source.require("copy-config", "source")) {
      case Source.Stored(Datastore datastore) when datastore == Datastore.CANDIDATE ->
          throw RpcParameters.element(
              ErrorTag.INVALID_VALUE, "source", "source and target are the same datastore");
      case Source.Stored(Datastore datastore) ->
          done(() -> config.replaceCandidate(client, config.read(datastore)));
      case Source.Inline(ContainerNode content) ->
          done(() -> config.replaceCandidate(client, content));
    };
  }

  private static Call deleteConfig(XMLStreamReader xml) throws XMLStreamException, ConfigException {
    var target = new Slot<Datastore>();
    RpcParameters.read(xml, Map.of("target", () -> target.set(readDatastore(xml))));
    throw switch (target.require("delete-config", "target")) {
      case RUNNING ->
          RpcParameters.unsupported("running can not be deleted (RFC 6241 section 7.4)");
      case CANDIDATE ->
          RpcParameters.unsupported(
              "candidate can not be deleted; discard-changes sets it to running");
    };
  }

  private Call lock(XMLStreamReader xml) throws XMLStreamException, ConfigException {
    var target = readTarget(xml);
    return done(() -> config.lock(client, target));
  }

  private Call unlock(XMLStreamReader xml) throws XMLStreamException, ConfigException {
    var target = readTarget(xml);
    return done(() -> config.unlock(client, target));
  }

  private static Datastore readTarget(XMLStreamReader xml)
      throws XMLStreamException, ConfigException {
    String operation = xml.getLocalName();
    var target = new Slot<Datastore>();
    RpcParameters.read(xml, Map.of("target", () -> target.set(readDatastore(xml))));
    return target.require(operation, "target");
  }

  private Call validate(XMLStreamReader xml) throws XMLStreamException, ConfigException {
    var source = new Slot<Source>();
    RpcParameters.read(xml, Map.of("source", () -> source.set(readSource(xml))));
    return switch (source.require("validate", "source")) {
      case Source.Stored(Datastore datastore) -> done(() -> config.validate(datastore));
      case Source.Inline(ContainerNode content) -> done(() -> config.validate(content));
    };
  }

  private Call killSession(XMLStreamReader xml) throws XMLStreamException, ConfigException {
    var text = new Slot<String>();
    RpcParameters.read(xml, Map.of("session-id", () -> text.set(RpcParameters.text(xml))));
    String given = text.require("kill-session", "session-id");
    long session = given.matches("[0-9]{1,10}") ? Long.parseLong(given) : 0; // no session has 0
    if (session == client.sessionId()) {
      throw noSession("session-id: " + given + " is this session; use close-session");
    }
    return () -> {
      if (!control.kill(session)) {
        throw noSession("there is no session '" + given + "'");
      }
      return Reply.OK;
    };
  }

  private static ConfigException noSession(String message) {
    return RpcParameters.element(ErrorTag.INVALID_VALUE, "session-id", message);
  }

  /** Reads get-schema (RFC 6022 section 3.1). */
  private Call getSchema(XMLStreamReader xml) throws XMLStreamException, ConfigException {
    var identifier = new Slot<String>();
    var version = new Slot<String>();
    var format = new Slot<String>();
    RpcParameters.read(
        xml,
        Map.of(
            "identifier", () -> identifier.set(RpcParameters.text(xml)),
            "version", () -> version.set(RpcParameters.text(xml)),
            "format", () -> format.set(RpcParameters.text(xml))));
    String name = identifier.require("get-schema", "identifier");
    return () -> {
      String language = format.or("yang");
      if (!language.substring(language.indexOf(':') + 1).equals("yang")) {
        throw RpcParameters.element(
            ErrorTag.INVALID_VALUE, "format", "format: only yang is supported");
      }
      var module =
          server
              .schema()
              .module(name)
              .filter(found -> version.or("").isEmpty() || found.revision().equals(version.or("")))
              .orElseThrow(() -> noSchema(name, version.or("")));
      return out -> {
        out.writeStartElement("data");
        out.writeDefaultNamespace(Xml.MONITORING);
        out.writeCharacters(module.text());
        out.writeEndElement();
      };
    };
  }

  private static ConfigException noSchema(String name, String version) {
    return RpcParameters.element(
        ErrorTag.INVALID_VALUE,
        "identifier",
        "there is no schema " + name + (version.isEmpty() ? "" : " of revision " + version));
  }

  private Source readSource(XMLStreamReader xml) throws XMLStreamException, ConfigException {
    String parameter = xml.getLocalName();
    var source = new Slot<Source>();
    RpcParameters.readChoice(
        xml,
        Map.of(
            "running", () -> source.set(stored(xml, Datastore.RUNNING)),
            "candidate", () -> source.set(stored(xml, Datastore.CANDIDATE)),
            "startup", () -> noStartup(),
            "url", () -> noUrl(),
            "config",
                () ->
                    source.set(
                        new Source.Inline(EditReader.readConfiguration(xml, server.model())))));
    return source.get().orElseThrow(() -> noDatastore(parameter, "running, candidate or config"));
  }

  /** Returns a refusal of a parameter that names no datastore (RFC 7950 section 15.6). */
  private static ConfigException noDatastore(String parameter, String choices) {
    return new ConfigException(
        ConfigError.protocol(
                ErrorTag.DATA_MISSING, parameter + " is empty; it must contain " + choices)
            .withAppTag("missing-choice")
            .withInfo("missing-choice", "config-" + parameter)); // its name in ietf-netconf
  }

  private static Source stored(XMLStreamReader xml, Datastore datastore)
      throws XMLStreamException, ConfigException {
    return new Source.Stored(named(xml, datastore));
  }

  /** Reads the target of an operation that writes, which must be the candidate. */
  private static Datastore readCandidate(XMLStreamReader xml, String operation)
      throws XMLStreamException, ConfigException {
    var datastore = readDatastore(xml);
    if (datastore == Datastore.RUNNING) {
      throw RpcParameters.unsupported(
          operation
              + ": running can not be written, because the server does not have the capability"
              + " :writable-running; write candidate, then commit");
    }
    return datastore;
  }

  private static Datastore readDatastore(XMLStreamReader xml)
      throws XMLStreamException, ConfigException {
    String parameter = xml.getLocalName();
    var datastore = new Slot<Datastore>();
    RpcParameters.readChoice(
        xml,
        Map.of(
            "running", () -> datastore.set(named(xml, Datastore.RUNNING)),
            "candidate", () -> datastore.set(named(xml, Datastore.CANDIDATE)),
            "startup", () -> noStartup(),
            "url", () -> noUrl()));
    return datastore.get().orElseThrow(() -> noDatastore(parameter, "running or candidate"));
  }

  /** Reads the element that names a datastore, which has no content. */
  private static Datastore named(XMLStreamReader xml, Datastore datastore)
      throws XMLStreamException, ConfigException {
    RpcParameters.read(xml, Map.of());
    return datastore;
  }

  private static void noUrl() throws ConfigException {
    throw RpcParameters.unsupported(
        "url is not supported, because the server does not have the capability :url");
  }

  private static void noStartup() throws ConfigException {
    throw RpcParameters.unsupported(
        "there is no startup datastore; each commit stores running on disk");
  }

  private static <T> T readWord(XMLStreamReader xml, Map<String, T> words)
      throws XMLStreamException, ConfigException {
    String name = xml.getLocalName();
    String word = RpcParameters.text(xml);
    T value = words.get(word);
    if (value == null) {
      throw RpcParameters.element(
          ErrorTag.INVALID_VALUE,
          name,
          "%s must be one of %s, not '%s'"
              .formatted(name, String.join(", ", new TreeSet<>(words.keySet())), word));
    }
    return value;
  }
}
