package net.sluice.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.sluice.Cli;
import net.sluice.files.ExitCode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code sluice show} with a fake status endpoint. */
class ShowCommandTest {
  private record Reply(int status, String body) {}

  private final Map<String, Reply> replies = new HashMap<>();
  private final List<String> requests = new ArrayList<>();
  private HttpServer server;
  @TempDir private Path directory;
  private Path bootstrap;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
    bootstrap = directory.resolve("bootstrap.json");
    Files.writeString(
        bootstrap, "{\"status\": {\"port\": %d}}".formatted(server.getAddress().getPort()));
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    String target = exchange.getRequestURI().toString();
    requests.add(target);
    Reply reply =
        replies.getOrDefault(target, new Reply(404, "{\"error\":\"no %s\"}".formatted(target)));
    byte[] body = reply.body().getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(reply.status(), body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private Cli show(String... arguments) {
    List<String> all = new ArrayList<>(List.of("show", "--bootstrap", bootstrap.toString()));
    all.addAll(List.of(arguments));
    return Cli.run(all.toArray(String[]::new));
  }

  @Test
  void tunnelsAreATable() {
    replies.put(
        "/tunnels?limit=1000",
        new Reply(
            200,
            """
            {"tunnels":[
            {"name":"core","signaling":"static","oper-status":"up","last-change":"2026-01-02T03:04:05Z","sessions":2,
             "encapsulation":"udp","local-address":"2001:db8::1","local-port":1701,
             "peer-address":"2001:db8::2","peer-port":1702,"local-tunnel-id":10,
             "peer-tunnel-id":11},
            {"name":"edge of town","signaling":"static","oper-status":"down","last-change":"2026-01-02T03:04:05Z",
             "last-error":"EADDRNOTAVAIL","sessions":0,"encapsulation":"ip",
             "local-address":"192.0.2.1","peer-address":"192.0.2.2","local-tunnel-id":20,
             "peer-tunnel-id":4294967295},
            {"name":"signalled","signaling":"dynamic","oper-status":"up","last-change":"2026-01-02T03:04:05Z","sessions":1,
             "control-connection":{"state":"established",
              "local":{"address":"192.0.2.1","port":1701},"peer":{"address":"192.0.2.9","port":1703}}}
            ]}
            """));

    Cli cli = show("tunnels");

    assertEquals(
        """
        NAME          STATE  SIGNALING  CONTROL      ENCAP  LOCAL               PEER                ID  PEER-ID     SESSIONS  SINCE                 ERROR
        core          up     static     -            udp    [2001:db8::1]:1701  [2001:db8::2]:1702  10  11          2         2026-01-02T03:04:05Z  -
        edge of town  down   static     -            ip     192.0.2.1           192.0.2.2           20  4294967295  0         2026-01-02T03:04:05Z  EADDRNOTAVAIL
        signalled     up     dynamic    established  -      192.0.2.1:1701      192.0.2.9:1703      -   -           1         2026-01-02T03:04:05Z  -
        """,
        cli.out());
    assertEquals(ExitCode.OK, cli.code());
  }

  @Test
  void allPagesAreFollowed() {
    replies.put(
        "/events?limit=1000&after=4&tunnel=core",
        new Reply(200, "{\"events\":[{\"sequence\":5,\"type\":\"up\"}],\"next\":\"/more\"}"));
    replies.put("/more", new Reply(200, "{\"events\":[{\"sequence\":6,\"type\":\"down\"}]}"));

    assertEquals(
        """
        SEQUENCE  TIME  SUBJECT  NAME  TYPE  TEXT
        5         -     -        -     up    -
        6         -     -        -     down  -
        """,
        show("events", "--after", "4", "--tunnel", "core").out());
  }

  @Test
  void oneObjectIsAListOfItsFields() {
    replies.put(
        "/pseudowires/a%20b%2Fc",
        new Reply(
            200,
            "{\"name\":\"a b/c\",\"mtu\":1450,\"statistics\":{\"in-packets\":7,\"in-errors\":0}}"));

    assertEquals(
        """
        name                   a b/c
        mtu                    1450
        statistics in-packets  7
        statistics in-errors   0
        """,
        show("pseudowires", "a b/c").out());
  }

  @Test
  void theSingularIsAccepted() {
    show("tunnel", "core");
    show("pseudowire", "p1");
    show("peer-session", "s1");
    show("counters");
    show("counters", "core");
    show("events", "--peer-session", "s1");
    show("events", "--funnel", "f1");

    assertEquals(
        List.of(
            "/tunnels/core",
            "/pseudowires/p1",
            "/peer-sessions/s1",
            "/counters",
            "/counters/core",
            "/events?limit=1000&peer-session=s1",
            "/events?limit=1000&funnel=f1"),
        requests);
  }

  @Test
  void sessionsOfPeersAreATable() {
    replies.put(
        "/peer-sessions?limit=1000",
        new Reply(
            200,
            """
            {"peer-sessions":[{"name":"s1","oper-status":"up","tunnel":"peer-x-1",
             "session-profile":"customers","oper-interface-name":"pw8",
             "signaled":{"state":"established","remote-end-id":"site-9"}}]}
            """));

    assertEquals(
        """
        NAME  STATE  SIGNALED     TUNNEL    REMOTE-END-ID  PROFILE    INTERFACE  SESSION  PEER-SESSION  SINCE  ERROR
        s1    up     established  peer-x-1  site-9         customers  pw8        -        -             -      -
        """,
        show("peer-sessions").out());
  }

  @Test
  void aPatternIsAList() {
    show("pseudowires", "a*", "--state", "up");
    show("interfaces", "pw1");

    assertEquals(
        List.of("/pseudowires?limit=1000&name=a*&state=up", "/interfaces?limit=1000&name=pw1"),
        requests);
  }

  @Test
  void jsonIsPrintedUnchanged() {
    replies.put("/sessions?limit=all", new Reply(200, "{\"sessions\":[ \"é\" ]}\n"));

    assertEquals("{\"sessions\":[ \"é\" ]}\n", show("sessions", "--json").out());
  }

  @Test
  void theExitCodeShowsTheHealth() {
    replies.put("/healthz", new Reply(503, "{\"consistent\":false,\"problems\":[\"x\",\"y\"]}"));
    Cli text = show("health");

    assertEquals("consistent  false\nproblems    x\nproblems    y\n", text.out());
    assertEquals(ExitCode.FAILURE, text.code());
    assertEquals(ExitCode.FAILURE, show("health", "--json").code());

    replies.put("/healthz", new Reply(200, "{\"consistent\":true,\"problems\":[]}"));

    assertEquals(ExitCode.OK, show("health").code());
  }

  @Test
  void errorsOfTheDaemonArePrinted() {
    Cli cli = show("tunnels", "missing");

    assertEquals("sluice: no /tunnels/missing\n", cli.err());
    assertEquals(ExitCode.FAILURE, cli.code());
  }

  @Test
  void aMissingDaemonIsReported() {
    server.stop(0);

    Cli cli = show("status");

    assertTrue(cli.err().startsWith("sluice: no daemon answers on 127.0.0.1 port "), cli.err());
    assertEquals(ExitCode.FAILURE, cli.code());
  }

  @Test
  void anOptionThatDoesNotApplyIsRejected() {
    assertEquals(ExitCode.USAGE, show("status", "--state", "up").code());
    assertEquals(ExitCode.USAGE, show("nonsense").code());
    assertEquals(List.of(), requests);
  }

  private static final String FUNNEL =
      """
      {"name":"internet","id":0,"oper-status":"up","last-change":"2026-01-02T03:04:05Z",
       "uplink":{"interface":"eth1","vlan":7},"isolation":"isolated","vlan-mapping":"none",
       "mtu":1500,"leaf-capacity":1000,"leaves":1023,"pseudowires":1022042,
       "uplink-port":"fbv0","levels":3,"bridge":[
       %s]}
      """;

  private static String bridge(int level, int index, String parent, int used, int free) {
    return """
        {"name":"fbb0-%1$d-%2$d","level":%1$d,"index":%2$d,%3$s"ports-used":%4$d,"ports-free":%5$d,
         "running":%6$s,"in-packets":1%4$d,"in-octets":2%4$d,"out-packets":3%4$d,"out-octets":4%4$d}
        """
        .formatted(
            level,
            index,
            parent.isEmpty() ? "" : "\"parent\":\"%s\",".formatted(parent),
            used,
            free,
            free > 0);
  }

  @Test
  void aFunnelIsATree() {
    String bridges =
        String.join(
            ",",
            bridge(2, 0, "", 2, 1020),
            bridge(1, 0, "fbb0-2-0", 2, 1020),
            bridge(1, 1, "fbb0-2-0", 1, 1021),
            bridge(0, 0, "fbb0-1-0", 1000, 0),
            bridge(0, 1, "fbb0-1-0", 999, 1),
            bridge(0, 1022, "fbb0-1-1", 42, 958));
    replies.put("/funnels/internet", new Reply(200, FUNNEL.formatted(bridges)));

    Cli cli = show("funnel", "internet");

    assertEquals("", cli.err());
    assertEquals(
        """
        name              internet
        id                0
        oper-status       up
        last-change       2026-01-02T03:04:05Z
        uplink interface  eth1
        uplink vlan       7
        isolation         isolated
        vlan-mapping      none
        mtu               1500
        leaf-capacity     1000
        leaves            1023
        pseudowires       1022042
        uplink-port       fbv0
        levels            3

        BRIDGE                STATE   USED  FREE  IN-PACKETS  IN-OCTETS  OUT-PACKETS  OUT-OCTETS
        eth1 VLAN 7           joined  -     -     -           -          -            -
        └─ fbb0-2-0           up      2     1020  12          22         32           42
           ├─ fbb0-1-0        up      2     1020  12          22         32           42
           │  ├─ fbb0-0-0     down    1000  0     11000       21000      31000        41000
           │  └─ fbb0-0-1     up      999   1     1999        2999       3999         4999
           └─ fbb0-1-1        up      1     1021  11          21         31           41
              └─ fbb0-0-1022  up      42    958   142         242        342          442
        """,
        cli.out());
  }

  @Test
  void aFunnelWithoutUplinkIsShown() {
    replies.put(
        "/funnels/x",
        new Reply(200, "{\"name\":\"x\",\"uplink\":{\"interface\":\"eth9\"},\"bridge\":[]}"));

    assertEquals(
        """
        name              x
        uplink interface  eth9

        BRIDGE  STATE   USED  FREE  IN-PACKETS  IN-OCTETS  OUT-PACKETS  OUT-OCTETS
        eth9    absent  -     -     -           -          -            -
        """,
        show("funnels", "x").out());
  }

  @Test
  void funnelsAreATable() {
    replies.put(
        "/funnels?limit=1000&state=up",
        new Reply(200, "{\"funnels\":[%s]}".formatted(FUNNEL.formatted(""))));

    assertEquals(
        """
        NAME      STATE  UPLINK  VLAN  ISOLATION  MTU   LEAVES  PSEUDOWIRES  SINCE                 ERROR
        internet  up     eth1    7     isolated   1500  1023    1022042      2026-01-02T03:04:05Z  -
        """,
        show("funnels", "--state", "up").out());
  }

  @Test
  void anAddressIsLocatedInAFunnel() {
    replies.put(
        "/funnels/a%20b/locate?mac=00%3A00%3A5e%3A00%3A53%3A01&vlan=7",
        new Reply(200, "{\"address\":\"00:00:5e:00:53:01\",\"pseudowire\":\"p1\"}"));

    assertEquals(
        """
        address     00:00:5e:00:53:01
        pseudowire  p1
        """,
        show("funnel", "a b", "--mac", "00:00:5e:00:53:01", "--vlan", "7").out());
  }

  @Test
  void aFunnelThatIsNotThereIsSaid() {
    Cli cli = show("funnel", "none");

    assertEquals("sluice: no /funnels/none\n", cli.err());
    assertEquals(ExitCode.FAILURE, cli.code());
  }

  @Test
  void aPictureIsWrittenToAFile() throws IOException {
    replies.put("/funnels/f/tree.svg", new Reply(200, "<svg>é</svg>"));
    Path file = directory.resolve("f.svg");

    assertEquals(ExitCode.OK, show("funnel", "f", "--svg", file.toString()).code());
    assertEquals("<svg>é</svg>", Files.readString(file));
    assertEquals(
        "sluice: can not write the picture: %1$s/none/f: there is no such file\n"
            .formatted(directory),
        show("funnel", "f", "--svg", directory.resolve("none/f").toString()).err());
  }

  @Test
  void optionsOfFunnelsAreForOneFunnel() {
    assertEquals(ExitCode.USAGE, show("funnels", "--mac", "1").code());
    assertEquals(ExitCode.USAGE, show("tunnel", "x", "--svg", "f").code());
    assertEquals(ExitCode.USAGE, show("funnel", "x", "--vlan", "1").code());
    assertEquals(ExitCode.USAGE, show("funnel", "x", "--svg", "f", "--json").code());
    assertEquals(List.of(), requests);
  }
}
