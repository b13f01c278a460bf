package net.sluice.northbound.netconf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import net.sluice.northbound.netconf.data.Xml;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** NETCONF clients of other projects. */
class ClientsTest {
  private static final String TUNNEL =
      "<l2tp xmlns=\"urn:sluice:yang:sluice-l2tp\"><tunnel><name>t1</name>"
          + "<peer-address>192.0.2.1</peer-address></tunnel></l2tp>";

  private static final String RESET =
      "<action xmlns=\"urn:ietf:params:xml:ns:yang:1\"><l2tp xmlns=\"urn:sluice:yang:sluice-l2tp\">"
          + "<tunnel><name>t1</name><reset/></tunnel></l2tp></action>";

  @TempDir Path directory;
  private TestServer server;

  @BeforeEach
  void start() throws IOException {
    server = new TestServer(directory);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void opendaylight() throws Exception {
    try (var client =
        new OdlClient(server.server.boundPort(), TestServer.ADMIN, TestServer.PASSWORD)) {
      assertTrue(client.has("urn:ietf:params:netconf:capability:candidate:1.0"));
      String edit =
          "<edit-config><target><candidate/></target><config>" + TUNNEL + "</config></edit-config>";
      assertTrue(client.text(edit).contains("<ok"));
      assertTrue(client.text("<validate><source><candidate/></source></validate>").contains("<ok"));
      assertTrue(client.text("<commit/>").contains("<ok"));
      var reply = client.rpc("<get-config><source><running/></source></get-config>");
      assertEquals(
          "192.0.2.1", reply.getElementsByTagName("peer-address").item(0).getTextContent());
      String refused = client.text(edit.replace("192.0.2.1", "nowhere"));
      assertTrue(refused.contains("expected an IPv4 or IPv6 address"), refused);
    }
  }

  @Test
  void opendaylightReceivesNotificationsAndRunsActions() throws Exception {
    try (var client =
        new OdlClient(server.server.boundPort(), TestServer.ADMIN, TestServer.PASSWORD)) {
      assertTrue(client.has("urn:ietf:params:netconf:capability:notification:1.0"));
      String subscribe =
          "<create-subscription xmlns='" + Xml.NOTIFICATION + "'><stream>NETCONF</stream>";
      assertTrue(client.text(subscribe + "</create-subscription>").contains("<ok"));
      client.text(
          "<edit-config><target><candidate/></target><config>"
              + TUNNEL
              + "</config></edit-config>");
      assertTrue(client.text("<commit/>").contains("<ok"));
      String change = client.notification();
      assertTrue(change.contains("netconf-config-change"), change);
      assertTrue(change.contains("<username>admin</username>"), change);
      assertTrue(client.text(RESET).contains("<ok"));
      assertEquals(List.of("tunnel t1"), server.device.resets);
    }
  }

  @Test
  void ncclientReceivesNotificationsAndRunsActions() throws Exception {
    assumeNcclient();
    String script =
        """
        from ncclient import manager
        from ncclient.operations import RPCError
        from ncclient.xml_ import to_ele
        m = manager.connect(host='127.0.0.1', port=%d, username='%s', password='%s',
                            hostkey_verify=False, allow_agent=False, look_for_keys=False)
        m.create_subscription(
            filter=('subtree', '<netconf-config-change xmlns="%s"/>'),
            start_time='2026-01-01T00:00:00Z')
        print(m.take_notification(timeout=20).notification_xml)
        m.edit_config(target='candidate', config='''<config>%s</config>''')
        m.commit()
        print(m.take_notification(timeout=20).notification_xml)
        reset = '''%s'''
        print(m.dispatch(to_ele(reset)).ok)
        try:
            m.dispatch(to_ele(reset.replace('t1', 'nobody')))
        except RPCError as e:
            print(e.tag, e.path, e.message)
        m.close_session()
        """
            .formatted(
                server.server.boundPort(),
                TestServer.ADMIN,
                TestServer.PASSWORD,
                Xml.SERVER_EVENTS,
                TUNNEL,
                RESET);
    String output = run(List.of("/usr/bin/python3", "-c", script));
    int replayed = output.indexOf("<replayComplete");
    int changed = output.indexOf("<netconf-config-change");
    assertTrue(replayed > 0 && changed > replayed, output);
    assertTrue(output.contains("True\n"), output);
    assertTrue(
        output.contains("data-missing /sl2tp:l2tp/sl2tp:tunnel[sl2tp:name='nobody'] there is no"),
        output);
    assertEquals(List.of("tunnel t1"), server.device.resets);
  }

  @Test
  void yangcliShowsReplayedNotifications() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/yangcli")), "yangcli is not installed");
    Path script =
        Files.writeString(
            directory.resolve("script"),
            // yangcli shows what arrives while it waits for a reply.
            "create-subscription startTime=2026-01-01T00:00:00Z\n"
                + "get-config source=running\n".repeat(50));
    String output = yangcli("--run-script=" + script);
    assertTrue(output.contains("netconf-session-start"), output);
    assertTrue(output.contains("replayComplete"), output);
  }

  private void assumeNcclient() throws IOException, InterruptedException {
    assumeTrue(
        Files.isExecutable(Path.of("/usr/bin/python3"))
            && run(List.of("/usr/bin/python3", "-c", "import ncclient")).isEmpty(),
        "python3-ncclient is not installed");
  }

  @Test
  void ncclient() throws Exception {
    assumeNcclient();
    String script =
        """
        from ncclient import manager
        from ncclient.operations import RPCError
        config = '''<config>%s</config>'''
        m = manager.connect(host='127.0.0.1', port=%d, username='%s', password='%s',
                            hostkey_verify=False, allow_agent=False, look_for_keys=False)
        with m.locked('candidate'):
            m.edit_config(target='candidate', config=config)
            m.validate('candidate')
            m.commit()
        print(m.get_config('running').data_xml)
        print(len(m.get_schema('sluice-l2tp').data) > 1000)
        try:
            m.edit_config(target='candidate', config=config.replace('192.0.2.1', 'nowhere'))
        except RPCError as e:
            print(e.tag, e.path, e.message)
        m.close_session()
        """
            .formatted(TUNNEL, server.server.boundPort(), TestServer.ADMIN, TestServer.PASSWORD);
    String output = run(List.of("/usr/bin/python3", "-c", script));
    assertTrue(output.contains(TUNNEL), output);
    assertTrue(output.contains("True\n"), output);
    assertTrue(
        output.contains(
            "invalid-value /sl2tp:l2tp/sl2tp:tunnel[sl2tp:name='t1']/sl2tp:peer-address peer-address"),
        output);
  }

  @Test
  void yangcli() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/yangcli")), "yangcli is not installed");
    Path good = Files.writeString(directory.resolve("good.xml"), TUNNEL);
    Path bad =
        Files.writeString(directory.resolve("bad.xml"), TUNNEL.replace("192.0.2.1", "nowhere"));
    Path script =
        Files.writeString(
            directory.resolve("script"),
            "lock target=candidate\n"
                + "edit-config target=candidate config=@"
                + good
                + "\nvalidate source=candidate\ncommit\nunlock target=candidate\n"
                + "sget-config source=running /l2tp\n");
    String output = yangcli("--run-script=" + script);
    assertEquals(5, output.split("RPC OK Reply", -1).length - 1, output);
    assertTrue(output.contains("peer-address 192.0.2.1"), output);
    output = yangcli("--run-command=edit-config target=candidate config=@" + bad);
    assertTrue(output.contains("error-tag invalid-value"), output);
    assertTrue(output.contains("expected an IPv4 or IPv6 address"), output);
  }

  private String yangcli(String command) throws IOException, InterruptedException {
    return run(
        List.of(
            "/usr/bin/yangcli",
            "--server=127.0.0.1",
            "--ncport=" + server.server.boundPort(),
            "--user=" + TestServer.ADMIN,
            "--password=" + TestServer.PASSWORD,
            "--batch-mode",
            "--autoload=true",
            command));
  }

  private String run(List<String> command) throws IOException, InterruptedException {
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("HOME", directory.toString());
    Path output = directory.resolve("output");
    var process = builder.redirectOutput(output.toFile()).start();
    process.getOutputStream().close();
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("no end: " + Files.readString(output));
    }
    return Files.readString(output, StandardCharsets.UTF_8);
  }
}
