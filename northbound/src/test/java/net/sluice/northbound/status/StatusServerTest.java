package net.sluice.northbound.status;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import net.sluice.l2tp.DataPlaneException;
import net.sluice.l2tp.MessageType;
import net.sluice.l2tp.signaling.TunnelCounters;
import net.sluice.manager.api.StatusService.Health;
import net.sluice.manager.api.StatusService.PseudowireState;
import net.sluice.manager.api.StatusService.Subject;
import net.sluice.northbound.SampleSignaling;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The answers of the resources. */
class StatusServerTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final FakeStatusService service;
  private final HttpClient client = HttpClient.newHttpClient();
  private StatusServer server;

  StatusServerTest() throws IOException {
    service = new FakeStatusService();
  }

  @BeforeEach
  void start() throws IOException {
    service.pseudowire("alpha", 1, PseudowireState.UP);
    service.pseudowire("beta", 2, PseudowireState.DOWN);
    service.pseudowire("beta/2+x é", 3, PseudowireState.ABSENT);
    server = new StatusServer(options(), service, "1.2.3", () -> service.requests);
  }

  @AfterEach
  void stop() {
    client.close();
    server.close();
  }

  private static StatusServer.Options options() {
    return StatusServer.Options.at(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
  }

  private HttpResponse<String> request(String method, String target) throws Exception {
    URI address = URI.create("http://localhost:%d%s".formatted(server.address().getPort(), target));
    HttpRequest request =
        HttpRequest.newBuilder(address).method(method, HttpRequest.BodyPublishers.noBody()).build();
    return client.send(request, HttpResponse.BodyHandlers.ofString());
  }

  private JsonNode get(String target) throws Exception {
    HttpResponse<String> response = request("GET", target);
    assertEquals(200, response.statusCode(), response.body());
    return MAPPER.readTree(response.body());
  }

  private static List<String> each(JsonNode list, String field) {
    return StreamSupport.stream(list.spliterator(), false)
        .map(entry -> entry.get(field).asText())
        .toList();
  }

  @Test
  void statusSaysThatASimulatedDataPlaneCarriesNoFrames() throws Exception {
    JsonNode status = get("/status");

    assertEquals("1.2.3", status.get("version").asText());
    assertEquals("simulated", status.get("data-plane-in-use").asText());
    assertEquals(
        "nothing carries frames: the data plane is simulated",
        status.get("data-plane-note").asText());
    assertEquals(MAPPER.readTree("{\"up\":1,\"down\":1}"), status.get("tunnels"));
    assertEquals(
        MAPPER.readTree("{\"up\":3,\"down\":0,\"dormant\":0,\"absent\":0}"),
        status.get("pseudowires"));
    assertEquals(3, status.get("commits").asInt());
    assertEquals(FakeStatusService.THEN, Instant.parse(status.get("last-commit").asText()));
    assertTrue(status.get("uptime-seconds").asLong() > 0);
    assertFalse(status.has("netlink-requests"));

    service.requests = Map.of("rtnl NEWLINK", 3L, "l2tp SESSION_CREATE", 2L);

    assertEquals(
        "{\"l2tp SESSION_CREATE\":2,\"rtnl NEWLINK\":3}",
        get("/status").get("netlink-requests").toString());
  }

  @Test
  void aTunnelHasItsFieldsInAFixedOrder() throws Exception {
    assertEquals(
        """
        {"name":"core","oper-status":"up","last-change":"2026-01-02T03:04:05Z","sessions":0,"signaling":"static",\
        "encapsulation":"udp","local-address":"192.0.2.1","local-port":1701,\
        "peer-address":"192.0.2.2","peer-port":1702,"udp-checksum":true,\
        "local-tunnel-id":10,"peer-tunnel-id":11}
        """,
        request("GET", "/tunnels/core").body());
    assertEquals(
        """
        {"name":"edge","oper-status":"down","last-change":"2026-01-02T03:04:05Z",\
        "last-error":"EADDRNOTAVAIL","sessions":0,"signaling":"static","encapsulation":"ip",\
        "local-address":"192.0.2.1","peer-address":"192.0.2.2",\
        "local-tunnel-id":20,"peer-tunnel-id":4294967295}
        """,
        request("GET", "/tunnels/edge").body());
  }

  @Test
  void aPseudowireHasItsCounters() throws Exception {
    assertEquals(
        """
        {"name":"alpha","id":1,"tunnel":"core","admin-status":"up","oper-status":"up",\
        "last-change":"2026-01-02T03:04:05Z","local-session-id":1001,"peer-session-id":2001,\
        "sublayer":"none","sequencing":"none","mtu":1450,"oper-interface-name":"pw1",\
        "bridge":"br0","if-index":1,"oper-mtu":1450,"statistics":{"in-packets":1,"in-octets":2,\
        "in-errors":3,"out-packets":4,"out-octets":5,"out-errors":6}}
        """,
        request("GET", "/pseudowires/alpha").body());
  }

  @Test
  void aDynamicTunnelHasItsControlConnection() throws Exception {
    service.tunnels.put("branch", SampleSignaling.tunnelUp("branch", false));
    service.tunnels.put("dead", SampleSignaling.tunnelDown("dead"));

    JsonNode tunnel = get("/tunnels/branch");
    assertEquals("peer", tunnel.get("origin").asText());
    assertEquals("branches", tunnel.get("peer-profile").asText());
    assertEquals(
        "{\"state\":\"established\",\"established-sessions\":2,"
            + "\"local\":{\"tunnel-id\":10,\"address\":\"192.0.2.1\",\"port\":1701},"
            + "\"peer\":{\"tunnel-id\":11,\"address\":\"192.0.2.2\",\"port\":1702,"
            + "\"host-name\":\"branch-1\",\"router-id\":\"192.0.2.2\",\"vendor-name\":\"Acme\","
            + "\"pseudowire-type\":[4,5],\"receive-window\":8}}",
        tunnel.get("control-connection").toString());
    assertEquals(
        """
        {"name":"dead","oper-status":"down","last-change":"2026-01-02T03:04:05Z",\
        "last-error":"no answer","sessions":3,"signaling":"dynamic","origin":"configured",\
        "control-connection":{"state":"wait-ctl-reply","established-sessions":0,\
        "last-result-code":2,"last-error-code":4,\
        "local":{"tunnel-id":10},"peer":{"address":"192.0.2.2","port":1702,"pseudowire-type":[]}}}
        """,
        request("GET", "/tunnels/dead").body());
  }

  @Test
  void aDynamicPseudowireHasItsSession() throws Exception {
    service.pseudowires.put("p7", SampleSignaling.sessionUp("p7", "branch", 7, Optional.empty()));
    service.pseudowires.put("p8", SampleSignaling.sessionDown("p8", "branch", 8));

    assertEquals(
        "{\"state\":\"established\",\"remote-end-id\":\"p7\",\"local-session-id\":1007,"
            + "\"peer-session-id\":2007,\"transmit-cookie-length\":4,\"receive-cookie-length\":8,"
            + "\"sublayer\":\"default\",\"sequencing\":\"both\","
            + "\"local-circuit-status\":[\"active\"],\"peer-circuit-status\":[\"active\"]}",
        get("/pseudowires/p7").get("signaled").toString());
    JsonNode down = get("/pseudowires?name=p8").get("pseudowires").get(0);
    assertEquals(
        "{\"state\":\"wait-control-conn\",\"remote-end-id\":\"p8\"}",
        down.get("signaled").toString());
    assertFalse(down.has("local-session-id"));
  }

  @Test
  void sessionsThatPeersOpenedAreACollection() throws Exception {
    service.sessions.put(
        "s1", SampleSignaling.sessionUp("s1", "branch", 1, Optional.of("customers")));
    service.sessions.put(
        "s2", SampleSignaling.sessionUp("s2", "branch", 2, Optional.of("customers")));

    JsonNode page = get("/peer-sessions?limit=1");
    assertEquals(List.of("s1"), each(page.get("peer-sessions"), "name"));
    assertEquals("/peer-sessions?limit=1&after=s1", page.get("next").asText());
    assertEquals(List.of("s2"), each(get("/peer-sessions?after=s1").get("peer-sessions"), "name"));
    JsonNode one = get("/peer-sessions/s1");
    assertEquals("customers", one.get("session-profile").asText());
    assertEquals(1, one.get("statistics").get("in-packets").asInt());
    assertEquals(2, get("/status").get("peer-sessions").get("up").asInt());
  }

  @Test
  void countersOfTheSystemAndOfATunnel() throws Exception {
    service.counters.put(
        "branch",
        new TunnelCounters(
            Map.of(
                MessageType.HELLO, new TunnelCounters.ByType(1, 2, 3),
                MessageType.SCCRQ, new TunnelCounters.ByType(4, 0, 0)),
            5,
            6,
            7,
            8,
            9,
            Map.of("bad-ns", 10L),
            Map.of("no-answer", 14L),
            11,
            12,
            13));

    assertEquals(
        "{\"half-open\":2,\"refused\":3,\"refused-sessions\":4,\"drops\":{\"bad-header\":1,\"rate-limit\":7},\"refusals\":{\"unknown-peer\":3}}",
        get("/counters").toString());
    assertEquals(
        "{\"tunnel\":\"branch\",\"messages\":{\"sccrq\":{\"sent\":4,\"good\":0,\"bad\":0},"
            + "\"hello\":{\"sent\":1,\"good\":2,\"bad\":3}},\"retransmits\":5,\"zero-length\":6,"
            + "\"duplicates\":7,\"out-of-order\":8,\"digest-failures\":9,\"drops\":{\"bad-ns\":10},\"refusals\":{\"no-answer\":14},"
            + "\"congestion-window\":11,\"ns\":12,\"nr\":13}",
        get("/counters/branch").toString());
    assertEquals(404, request("GET", "/counters/core").statusCode());
  }

  @Test
  void aPercentEncodedNameIsFound() throws Exception {
    assertEquals("beta/2+x é", get("/pseudowires/beta%2F2+x%20%C3%A9").get("name").asText());
  }

  @Test
  void aSessionIsFoundByItsId() throws Exception {
    assertEquals("beta", get("/sessions/1002").get("pseudowire").asText());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/pseudowires?limit=0",
        "/sessions?limit=0",
        "/sessions/1001",
        "/pseudowires/alpha",
        "/pseudowires/signalled",
        "/peer-sessions?limit=0"
      })
  void cookiesAreNotShown(String target) throws Exception {
    var up = SampleSignaling.sessionUp("signalled", "core", 9, Optional.of("customers"));
    service.pseudowires.put("signalled", up);
    service.sessions.put("signalled", up);
    String body = request("GET", target).body();

    assertFalse(body.contains("deadbeef"), body);
    assertFalse(body.contains("0123456789abcdef"), body);
  }

  @ParameterizedTest
  @CsvSource({
    "/pseudowires?name=beta, beta",
    "/pseudowires?name=be*, beta;beta/2+x é",
    "/pseudowires?state=up, alpha",
    "/pseudowires?state=absent&name=b*, beta/2+x é",
    "/pseudowires?after=alpha&limit=1, beta",
  })
  void listsAreFiltered(String target, String names) throws Exception {
    assertEquals(List.of(names.split(";")), each(get(target).get("pseudowires"), "name"));
  }

  @Test
  void pagesFollowEachOtherAndKeepTheFilter() throws Exception {
    for (int id = 10; id < 35; id++) {
      service.pseudowire("many " + id, id, PseudowireState.UP);
    }
    List<String> sizes = new ArrayList<>();
    List<String> names = new ArrayList<>();
    String next = "/pseudowires?name=many*&limit=10";
    while (next != null) {
      JsonNode page = get(next);
      sizes.add(Integer.toString(page.get("pseudowires").size()));
      names.addAll(each(page.get("pseudowires"), "name"));
      next = page.has("next") ? page.get("next").asText() : null;
    }

    assertEquals(List.of("10", "10", "5"), sizes);
    assertEquals(IntStream.range(10, 35).mapToObj(id -> "many " + id).toList(), names);
  }

  @Test
  void thereIsNoNextPageWhenTheLastEntryFillsThePage() throws Exception {
    assertFalse(get("/pseudowires?limit=3").has("next"));
  }

  @Test
  void interfacesHaveStateAndCounters() throws Exception {
    JsonNode interfaces = get("/interfaces").get("interfaces");

    assertEquals(List.of("pw1", "pw2", "pw3"), each(interfaces, "name"));
    assertEquals(List.of("up", "down", "absent"), each(interfaces, "oper-status"));
    assertEquals(1, interfaces.get(0).get("statistics").get("in-packets").asInt());
    assertFalse(interfaces.get(2).has("statistics"));
    assertEquals(List.of("pw2"), each(get("/interfaces?state=down").get("interfaces"), "name"));
    assertEquals(
        "/interfaces?limit=1&after=alpha", get("/interfaces?limit=1").get("next").asText());
  }

  @Test
  void eventsOfOneObject() throws Exception {
    service.event(1, Subject.SYSTEM, "");
    service.event(4, Subject.TUNNEL, "core");
    service.event(7, Subject.PSEUDOWIRE, "core");

    assertEquals(List.of("1", "4", "7"), each(get("/events").get("events"), "sequence"));
    assertEquals(List.of("7"), each(get("/events?after=4").get("events"), "sequence"));
    assertEquals(List.of("4"), each(get("/events?tunnel=core").get("events"), "sequence"));
    assertEquals(List.of("7"), each(get("/events?pseudowire=core").get("events"), "sequence"));
    assertEquals("/events?limit=2&after=4", get("/events?limit=2").get("next").asText());
  }

  @Test
  void healthIs503WithTheProblemsWhenTheDataPlaneDiffers() throws Exception {
    assertEquals(
        "{\"consistent\":true,\"count\":0,\"problems\":[]}\n", request("GET", "/healthz").body());

    service.health = new Health(false, 7, List.of("session 1 is gone"));
    HttpResponse<String> response = request("GET", "/healthz");

    assertEquals(503, response.statusCode());
    assertEquals(
        "{\"consistent\":false,\"count\":7,\"problems\":[\"session 1 is gone\"]}\n",
        response.body());
    assertEquals(503, request("HEAD", "/healthz").statusCode());
  }

  @Test
  void objectsThatAreNotUpAreListedWithTheirTime() throws Exception {
    JsonNode all = get("/out-of-service?limit=0").get("out-of-service");
    List<String> kinds = each(all, "kind").stream().distinct().toList();
    assertEquals("tunnel", kinds.getFirst());
    for (JsonNode object : all) {
      assertNotEquals("up", object.get("oper-status").asText());
      assertTrue(object.has("last-change"), object::toString);
    }
    JsonNode first = get("/out-of-service?limit=1");
    List<String> paged = new ArrayList<>(each(first.get("out-of-service"), "name"));
    for (JsonNode page = first; page.has("next"); ) {
      page = get(page.get("next").asText());
      paged.addAll(each(page.get("out-of-service"), "name"));
    }
    assertEquals(each(all, "name"), paged);
  }

  @Test
  void theRootListsTheResources() throws Exception {
    assertEquals(
        List.of(
            "/",
            "/status",
            "/tunnels",
            "/pseudowires",
            "/sessions",
            "/peer-sessions",
            "/counters",
            "/funnels",
            "/interfaces",
            "/events",
            "/healthz",
            "/out-of-service"),
        each(get("/").get("resources"), "path"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/nothing | 404 | /nothing",
        "/status/ | 404 | /status/",
        "/pseudowires/nobody | 404 | nobody",
        "/sessions/99 | 404 | there is no session '99'",
        "/sessions/x | 400 | 'x'",
        "/pseudowires?limit=10001 | 400 | 'limit'",
        "/pseudowires?limit=-1 | 400 | 'limit'",
        "/pseudowires?limit=ten | 400 | 'limit'",
        "/pseudowires?state=broken | 400 | up, down, dormant, absent",
        "/pseudowires?limit=1&limit=2 | 400 | more than once",
        "/pseudowires?colour=red | 400 | 'colour'",
        "/pseudowires/alpha?limit=1 | 400 | 'limit'",
        "/status?limit=1 | 400 | 'limit'",
        "/events?tunnel=none | 404 | there is no tunnel 'none'",
        "/events?peer-session=none | 404 | there is no peer session 'none'",
        "/counters/none | 404 | there is no tunnel 'none'",
        "/events?after=x | 400 | 'after'",
        "/events?tunnel=a&pseudowire=b | 400 | 'pseudowire'",
      })
  void aWrongRequestIsRefusedWithItsReason(String target, int status, String words)
      throws Exception {
    HttpResponse<String> response = request("GET", target);

    assertEquals(status, response.statusCode());
    assertEquals(status, MAPPER.readTree(response.body()).get("status").asInt());
    String error = MAPPER.readTree(response.body()).get("error").asText();
    assertTrue(error.contains(words), error);
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"})
  void acceptsOnlyMethodsThatRead(String method) throws Exception {
    HttpResponse<String> response = request(method, "/status");

    assertEquals(405, response.statusCode());
    assertEquals("GET, HEAD", response.headers().firstValue("Allow").orElseThrow());
  }

  @Test
  void headHasTheHeadersAndNoBody() throws Exception {
    HttpResponse<String> response = request("HEAD", "/pseudowires?limit=all");

    assertEquals(200, response.statusCode());
    assertEquals("", response.body());
    assertEquals("application/json", response.headers().firstValue("Content-Type").orElseThrow());
    assertEquals("no-store", response.headers().firstValue("Cache-Control").orElseThrow());
    assertEquals("nosniff", response.headers().firstValue("X-Content-Type-Options").orElseThrow());
    assertEquals(404, request("HEAD", "/nothing").statusCode());
  }

  @Test
  void aDataPlaneThatCanNotBeReadIsAnError() throws Exception {
    service.interfaceFailure = Optional.of(new DataPlaneException("dump interrupted"));
    HttpResponse<String> response = request("GET", "/interfaces");

    assertEquals(503, response.statusCode());
    assertEquals("{\"status\":503,\"error\":\"dump interrupted\"}\n", response.body());
  }

  @Test
  void aPortInUseIsNamed() {
    StatusServer.Options taken = StatusServer.Options.at(server.address());

    IOException e =
        assertThrows(
            IOException.class,
            () -> new StatusServer(taken, service, "1.2.3", () -> service.requests).close());

    assertTrue(
        e.getMessage().contains("127.0.0.1 port " + server.address().getPort()), e.getMessage());
    assertTrue(e.getMessage().contains("in use"), e.getMessage());
  }

  @Test
  void acceptsOnlyALoopbackAddress() {
    StatusServer.Options open = StatusServer.Options.at(new InetSocketAddress("0.0.0.0", 0));

    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () -> new StatusServer(open, service, "1.2.3", () -> service.requests).close());

    assertTrue(e.getMessage().contains("0.0.0.0"), e.getMessage());
  }
}
