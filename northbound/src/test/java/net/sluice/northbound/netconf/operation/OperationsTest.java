package net.sluice.northbound.netconf.operation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import net.sluice.manager.api.ConfigError;
import net.sluice.northbound.netconf.NetconfFixture;
import net.sluice.northbound.netconf.RawClient;
import net.sluice.northbound.netconf.TestServer;
import net.sluice.northbound.netconf.data.Xml;
import net.sluice.yang.Schema;
import net.sluice.yang.YangModule;
import org.junit.jupiter.api.Test;
import org.opendaylight.yangtools.yang.common.ErrorTag;
import org.opendaylight.yangtools.yang.common.ErrorType;

class OperationsTest extends NetconfFixture {
  private static final String TUNNEL =
      "<l2tp xmlns='urn:sluice:yang:sluice-l2tp'><tunnel><name>t1</name>"
          + "<peer-address>192.0.2.1</peer-address></tunnel></l2tp>";
  private static final String RUNNING = "<source><running/></source>";
  private static final String CANDIDATE = "<source><candidate/></source>";

  @Test
  void editsTheCandidateAndCommits() throws IOException {
    assertOk(edit(TUNNEL));
    assertTrue(client.rpc("<get-config>" + CANDIDATE + "</get-config>").contains("192.0.2.1"));
    assertEquals("<data></data>", client.rpc("<get-config>" + RUNNING + "</get-config>"));
    assertOk("<commit/>");
    assertEquals(
        "<data>" + TUNNEL.replace('\'', '"') + "</data>",
        client.rpc("<get-config>" + RUNNING + "</get-config>"));
    assertEquals("admin", server.device.committed.getFirst().user());
  }

  /** The elements of NETCONF and of operations may have no namespace. Those of data must. */
  @Test
  void elementsOfTheProtocolMayHaveNoNamespace() throws IOException {
    assertOk("<discard-changes xmlns=''/>");
    assertOk(edit(TUNNEL).replace("<edit-config>", "<edit-config xmlns=''>"));
    assertOk(edit(TUNNEL).replace("<target>", "<target xmlns=''>"));
    assertOk(edit(TUNNEL).replace("<config>", "<config xmlns=''>"));
    assertOk("<commit xmlns=''/>");
    assertEquals(
        "<data>" + TUNNEL.replace('\'', '"') + "</data>",
        client.rpc("<get-config xmlns=''>" + RUNNING + "<filter><l2tp/></filter></get-config>"));
    assertTrue(
        client
            .rpc("<get-schema xmlns=''><identifier>sluice-l2tp</identifier></get-schema>")
            .startsWith("<data"));
    assertError(
        "<action xmlns=''><l2tp><tunnel><name>t1</name><reset/></tunnel></l2tp></action>",
        "l2tp with actions has no namespace; write xmlns='urn:sluice:yang:sluice-l2tp'");
    assertError(
        edit("<l2tp xmlns=''/>"),
        "l2tp at the top of the configuration has no namespace; write xmlns=");
    assertOk("<create-subscription xmlns=''><stream>NETCONF</stream></create-subscription>");
    client.sendMessage("<rpc message-id='1'><unlock><target><running/></target></unlock></rpc>");
    String reply = client.receive();
    assertTrue(
        reply.startsWith("<rpc-reply xmlns=\"" + Xml.BASE + "\" message-id=\"1\"><rpc-error>"),
        reply);
    assertTrue(reply.contains("not locked by this session"), reply);
  }

  @Test
  void namesAndWordsAreInLowerCase() throws IOException {
    assertError("<Commit/>", "operation-not-supported", "; the nearest name is commit");
    assertError("<get-config><Source><running/></Source></get-config>", "unknown-element");
    assertError("<lock><target><RUNNING/></target></lock>", "; the nearest name is running");
    for (String parameter : List.of("default-operation", "test-option", "error-option")) {
      assertError(
          "<edit-config><target><candidate/></target><%1$s>MERGE</%1$s><config/></edit-config>"
              .formatted(parameter),
          "invalid-value",
          parameter + " must be one of ",
          "not 'MERGE'");
    }
  }

  /** A name in another namespace is reported with that namespace, and an unknown one as unknown. */
  @Test
  void unknownParametersAreExplained() throws IOException {
    assertError(
        "<commit><confirmed/></commit>", "unknown-element", "commit has no parameter confirmed<");
    assertError(
        "<commit><confirmed xmlns='urn:x'/></commit>",
        "unknown-namespace",
        "confirmed of commit is in namespace 'urn:x'; parameters are in " + Xml.BASE,
        "<bad-namespace>urn:x</bad-namespace>");
    assertError("<validate><sorce/></validate>", "no parameter sorce; the nearest name is source");
    assertError(
        "<get-conf/>", "no operation get-conf of " + Xml.BASE + "; the nearest name is get-config");
  }

  @Test
  void showsSecretsInTheConfigurationOnly() throws IOException {
    assertOk(
        edit(
            TUNNEL
                .replace("</peer-address>", "</peer-address><secret>s3cr3t</secret>")
                .replace(
                    "<tunnel>",
                    "<tunnel-profile><name>p</name><secondary-secret>s3cr3t</secondary-secret>"
                        + "</tunnel-profile><tunnel>")));
    assertOk("<commit/>");
    String configured = client.rpc("<get-config>" + RUNNING + "</get-config>");
    assertTrue(configured.contains("<secret>s3cr3t</secret>"), configured);
    String filter = "<filter><l2tp xmlns='urn:sluice:yang:sluice-l2tp'>%s</l2tp></filter>";
    for (String content :
        List.of(
            "",
            "<tunnel/>",
            "<tunnel><secret/></tunnel>",
            "<tunnel><name>t1</name><secret/></tunnel>",
            "<tunnel><name/><secret>s3cr3t</secret></tunnel>",
            "<tunnel-profile/>")) {
      String state = client.rpc("<get>" + filter.formatted(content) + "</get>");
      assertFalse(state.contains("s3cr3t"), state);
    }
    // A filter with the right secret finds nothing either.
    assertEquals(
        "<data></data>",
        client.rpc(
            "<get>" + filter.formatted("<tunnel><secret>s3cr3t</secret></tunnel>") + "</get>"));
  }

  @Test
  void discardsChanges() throws IOException {
    assertOk(edit(TUNNEL));
    assertOk("<discard-changes/>");
    assertEquals("<data></data>", client.rpc("<get-config>" + CANDIDATE + "</get-config>"));
  }

  @Test
  void testsIfTheRequestSaysSo() throws IOException {
    server.device.invalid.add(ConfigError.protocol(ErrorTag.OPERATION_FAILED, "not valid at all"));
    assertError(
        edit(TUNNEL).replace("<config>", "<test-option>test-then-set</test-option><config>"),
        "not valid at all");
    assertEquals("<data></data>", client.rpc("<get-config>" + CANDIDATE + "</get-config>"));
    assertOk(edit(TUNNEL));
    server.device.invalid.clear();
    assertOk("<discard-changes/>");
    assertOk(edit(TUNNEL).replace("<config>", "<test-option>test-only</test-option><config>"));
    assertEquals("<data></data>", client.rpc("<get-config>" + CANDIDATE + "</get-config>"));
  }

  @Test
  void continuesOnErrorIfTheRequestSaysSo() throws IOException {
    String mixed =
        edit(
            "<l2tp xmlns='urn:sluice:yang:sluice-l2tp' xmlns:nc='"
                + Xml.BASE
                + "'><tunnel nc:operation='delete'><name>t0</name></tunnel>"
                + "<tunnel><name>t1</name></tunnel></l2tp>");
    assertError(mixed, "data-missing");
    assertEquals("<data></data>", client.rpc("<get-config>" + CANDIDATE + "</get-config>"));
    assertError(
        mixed.replace(
            "<config>",
            "<test-option>set</test-option><error-option>continue-on-error</error-option><config>"),
        "data-missing");
    assertTrue(client.rpc("<get-config>" + CANDIDATE + "</get-config>").contains("t1"));
  }

  @Test
  void requiresEntriesOnThePathWithDefaultOperationNone() throws IOException {
    String change =
        "<edit-config><target><candidate/></target>"
            + "<default-operation>none</default-operation><config>"
            + "<l2tp xmlns='urn:sluice:yang:sluice-l2tp' xmlns:nc='"
            + Xml.BASE
            + "'><tunnel><name>t1</name><local-port nc:operation='merge'>1702</local-port>"
            + "</tunnel></l2tp></config></edit-config>";
    assertError(change, "data-missing", "tunnel[sl2tp:name='t1']");
    assertOk(edit(TUNNEL));
    assertOk(change);
    assertTrue(client.rpc("<get-config>" + CANDIDATE + "</get-config>").contains("1702"));
  }

  @Test
  void copiesIntoTheCandidate() throws IOException {
    assertOk(
        "<copy-config><target><candidate/></target><source><config>"
            + TUNNEL
            + "</config></source></copy-config>");
    assertTrue(client.rpc("<get-config>" + CANDIDATE + "</get-config>").contains("t1"));
    assertOk("<copy-config><target><candidate/></target>" + RUNNING + "</copy-config>");
    assertEquals("<data></data>", client.rpc("<get-config>" + CANDIDATE + "</get-config>"));
    assertError(
        "<copy-config><target><candidate/></target>" + CANDIDATE + "</copy-config>",
        "invalid-value",
        "same datastore");
    assertError(
        "<copy-config><target><running/></target>" + CANDIDATE + "</copy-config>",
        "operation-not-supported",
        "then commit");
  }

  @Test
  void validates() throws IOException {
    assertOk("<validate>" + CANDIDATE + "</validate>");
    assertOk("<validate><source><config>" + TUNNEL + "</config></source></validate>");
    server.device.invalid.add(ConfigError.protocol(ErrorTag.OPERATION_FAILED, "not valid at all"));
    assertError("<validate>" + RUNNING + "</validate>", "not valid at all");
  }

  @Test
  void refusesUnsupportedOperations() throws IOException {
    assertError(
        edit(TUNNEL).replace("candidate", "running"), "operation-not-supported", "then commit");
    assertError(
        "<delete-config><target><running/></target></delete-config>",
        "operation-not-supported",
        "running can not be deleted");
    assertError(
        "<delete-config><target><startup/></target></delete-config>", "operation-not-supported");
    assertError("<delete-config><target><candidate/></target></delete-config>", "discard-changes");
    assertError(
        "<copy-config><target><candidate/></target><source><url>file:x</url></source></copy-config>",
        "operation-not-supported",
        ":url");
    assertError("<reboot xmlns='urn:x'/>", "operation-not-supported", "reboot");
    assertError("<get><filter type='xpath' select='/'/></get>", "bad-attribute", "xpath", ":xpath");
    assertError("<commit><confirmed/></commit>", "unknown-element", "confirmed");
  }

  @Test
  void namesMissingAndWrongParameters() throws IOException {
    assertError("<get-config/>", "missing-element", "<bad-element>source</bad-element>");
    assertError("<edit-config><target><candidate/></target></edit-config>", "config");
    assertError(
        edit(TUNNEL).replace("<config>", "<test-option>maybe</test-option><config>"),
        "invalid-value",
        "test-then-set");
    assertError("", "missing-element", "an operation");
    assertError("<commit/><commit/>", "bad-element");
  }

  @Test
  void locksAndNamesTheHolderOfALock() throws IOException {
    String lock = "<lock><target><candidate/></target></lock>";
    assertOk(lock);
    try (var other = server.open()) {
      String denied = other.rpc(lock);
      assertTrue(denied.contains("<error-tag>lock-denied</error-tag>"), denied);
      assertTrue(denied.contains("<session-id>1</session-id>"), denied);
      assertTrue(other.rpc(edit(TUNNEL)).contains("in-use"));
      String datastores =
          other.rpc(
              "<get><filter><netconf-state xmlns='"
                  + Xml.MONITORING
                  + "'><datastores/></netconf-state></filter></get>");
      assertTrue(datastores.contains("<locked-by-session>1</locked-by-session>"), datastores);
    }
    assertOk(lock.replace("lock>", "unlock>").replace("<lock", "<unlock"));
    assertError("<unlock><target><running/></target></unlock>", "operation-failed");
  }

  @Test
  void killsSessionsAndReleasesTheirLocks() throws IOException {
    try (var other = server.open()) {
      assertEquals("<ok></ok>", ok(other.rpc("<lock><target><candidate/></target></lock>")));
      assertOk("<kill-session><session-id>2</session-id></kill-session>");
      assertTrue(other.awaitClosed());
      assertOk("<lock><target><candidate/></target></lock>");
    }
    assertEquals(1, server.server.sessions().size());
    assertError(
        "<kill-session><session-id>1</session-id></kill-session>",
        "invalid-value",
        "close-session");
    assertError(
        "<kill-session><session-id>01</session-id></kill-session>",
        "invalid-value",
        "close-session");
    assertError("<kill-session><session-id>77</session-id></kill-session>", "invalid-value", "77");
  }

  private static String ok(String reply) {
    return reply.replace("<ok/>", "<ok></ok>");
  }

  @Test
  void closesTheSession() throws IOException {
    assertOk("<close-session/>");
    assertTrue(client.awaitClosed());
    assertTrue(server.server.sessions().isEmpty());
  }

  @Test
  void doesNothingThatFollowsCloseSession() throws IOException {
    assertOk(edit(TUNNEL));
    String rpc = "<rpc message-id='1' xmlns='" + Xml.BASE + "'>%s</rpc>";
    client.send(
        RawClient.chunk(rpc.formatted("<close-session/>"))
            + RawClient.chunk(rpc.formatted("<commit/>")));
    assertTrue(client.receive().contains("<ok"));
    assertTrue(client.awaitClosed());
    assertEquals(List.of(), server.device.committed);
  }

  @Test
  void returnsSchemas() throws IOException {
    String get =
        "<get-schema xmlns='" + Xml.MONITORING + "'><identifier>%s</identifier>%s</get-schema>";
    for (YangModule module : Schema.get().modules()) {
      assertTrue(
          client.rpc(get.formatted(module.name(), "")).contains("module " + module.name() + " {"),
          module.name());
    }
    assertTrue(
        client
            .rpc(
                get.formatted("ietf-netconf", "<version>2011-06-01</version><format>yang</format>"))
            .contains("module ietf-netconf {"));
    assertError(get.formatted("nothing", ""), "invalid-value", "there is no schema nothing");
    assertError(get.formatted("sluice-l2tp", "<version>1999-01-01</version>"), "1999-01-01");
    assertError(get.formatted("sluice-l2tp", "<format>yin</format>"), "only yang");
  }

  @Test
  void readsTheStateOfRequestedEntriesOnly() throws IOException {
    var pseudowires = new StringBuilder("<pseudowires xmlns='urn:sluice:yang:sluice-pseudowire'>");
    for (int i = 0; i < 20; i++) {
      pseudowires.append("<pseudowire><name>p" + i + "</name><tunnel>t1</tunnel></pseudowire>");
    }
    assertOk(edit(TUNNEL + pseudowires + "</pseudowires>"));
    assertOk("<commit/>");
    String one =
        client.rpc(
            "<get><filter><pseudowires xmlns='urn:sluice:yang:sluice-pseudowire'><pseudowire>"
                + "<name>p7</name></pseudowire></pseudowires></filter></get>");
    assertTrue(one.contains("<name>p7</name>") && one.contains("<oper-status>up"), one);
    assertEquals(1, server.device.statesRead.get());
    String all = client.rpc("<get/>");
    assertEquals(21, all.split("<oper-status>up", -1).length);
    assertTrue(all.contains("<yang-library"));
    assertFalse(client.rpc("<get-config>" + RUNNING + "</get-config>").contains("oper-status"));
  }

  @Test
  void writesAllPartsOfAnError() throws IOException {
    server.device.invalid.add(
        new ConfigError(
            ErrorType.APPLICATION,
            ErrorTag.DATA_MISSING,
            Optional.of("instance-required"),
            Optional.empty(),
            "odd \u0001 text < &",
            Map.of("missing-choice", "attachment")));
    assertError(
        "<validate>" + CANDIDATE + "</validate>",
        "<error-type>application</error-type><error-tag>data-missing</error-tag>"
            + "<error-severity>error</error-severity>"
            + "<error-app-tag>instance-required</error-app-tag>"
            + "<error-message xml:lang=\"en\">odd \uFFFD text &lt; &amp;</error-message>"
            + "<error-info><missing-choice xmlns=\"urn:ietf:params:xml:ns:yang:1\">attachment");
  }

  @Test
  void describesItself() throws IOException {
    String library =
        client.rpc("<get><filter><yang-library xmlns='" + Xml.LIBRARY + "'/></filter></get>");
    for (String part :
        List.of(
            "<name>sluice-pseudowire</name>",
            "<feature>candidate</feature>",
            "<import-only-module><name>sluice-l2tp-types</name>",
            "<import-only-module><name>ietf-inet-types</name>",
            "<name xmlns:ds=\"urn:ietf:params:xml:ns:yang:ietf-datastores\">ds:running</name>",
            "<content-id>")) {
      assertTrue(library.contains(part), part + " is not in " + library);
    }
    String state =
        client.rpc("<get><filter><netconf-state xmlns='" + Xml.MONITORING + "'/></filter></get>");
    for (String part :
        List.of(
            "<capability>urn:ietf:params:netconf:base:1.1</capability>",
            "<identifier>sluice-l2tp</identifier>",
            "<identifier>sluice-l2tp-types</identifier>",
            "<username>admin</username><source-host>127.0.0.1</source-host>",
            "<in-sessions>1</in-sessions>")) {
      assertTrue(state.contains(part), part + " is not in " + state);
    }
  }

  /** RFC 6022 sections 2.1.1, 2.1.3 and 2.1.4. */
  @Test
  void listsAllCapabilitiesSchemasAndSessions() throws IOException {
    try (var other =
        RawClient.login(server.server.boundPort(), TestServer.READER, TestServer.PASSWORD)) {
      String hello = other.hello(RawClient.HELLO_1_1);
      other.rpc("<get><filter/></get>");
      String state =
          client.rpc("<get><filter><netconf-state xmlns='" + Xml.MONITORING + "'/></filter></get>");
      assertEquals(values("capability", hello), values("capability", state));
      assertEquals(List.of("1", "2"), values("session-id", state));
      assertEquals(
          Schema.get().modules().stream().map(YangModule::name).toList(),
          values("identifier", state));
      assertEquals(
          Schema.get().modules().stream().map(module -> "NETCONF").toList(),
          values("location", state));
    }
  }

  private static List<String> values(String element, String xml) {
    return Pattern.compile("<%1$s>([^<]*)</%1$s>".formatted(element))
        .matcher(xml)
        .results()
        .map(found -> found.group(1))
        .toList();
  }
}
