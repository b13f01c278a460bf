package net.sluice.northbound.status;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import net.sluice.funnel.TreeState;
import net.sluice.manager.api.StatusService.FunnelStatus;
import net.sluice.manager.api.StatusService.Subject;
import net.sluice.northbound.SampleFunnels;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/** The resources of funnels: trees, pictures and addresses. */
class FunnelResourcesTest {
  private final FakeStatusService service;
  private final Resources resources;

  FunnelResourcesTest() throws IOException {
    service = new FakeStatusService();
    resources = new Resources(service, "1.2.3", Map::of, Clock.systemUTC());
    funnel("internet", 0, 4, true);
    funnel("tv/1 é", 1, 1, false);
  }

  private void funnel(String name, int id, int leaves, boolean up) {
    FunnelStatus funnel = SampleFunnels.funnel(name, id, leaves, up);
    service.funnels.put(name, funnel);
  }

  private String get(String target) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    resources.answer(target).content().write(out);
    return out.toString(StandardCharsets.UTF_8);
  }

  private static String golden(String name) throws IOException {
    try (InputStream in = FunnelResourcesTest.class.getResourceAsStream(name)) {
      assertNotNull(in, name);
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void theListHasNoTrees() throws Exception {
    assertEquals(
        """
        {"funnels":[{"name":"internet","id":0,"oper-status":"up","last-change":"2026-01-02T03:04:05Z",\
        "uplink":{"interface":"eth1","vlan":7},"isolation":"isolated","vlan-mapping":"dot1q",\
        "mtu":1500,"leaf-capacity":1000,"leaves":4,"pseudowires":3042},\
        {"name":"tv/1 é","id":1,"oper-status":"waiting","last-change":"2026-01-02T03:04:05Z",\
        "last-error":"eth1 is not there",\
        "uplink":{"interface":"eth1","vlan":7},"isolation":"isolated","vlan-mapping":"dot1q",\
        "mtu":1500,"leaf-capacity":1000,"leaves":1,"pseudowires":42}]}
        """,
        get("/funnels"));
  }

  @ParameterizedTest
  @CsvSource({
    "/funnels?state=waiting, tv/1 é",
    "/funnels?name=inter*, internet",
    "/funnels?after=internet, tv/1 é"
  })
  void theListIsFiltered(String target, String name) throws Exception {
    var found = new ObjectMapper().readTree(get(target)).get("funnels");

    assertEquals(1, found.size());
    assertEquals(name, found.get(0).get("name").asText());
  }

  @Test
  void theListHasPages() throws Exception {
    var page = new ObjectMapper().readTree(get("/funnels?limit=1"));

    assertEquals(1, page.get("funnels").size());
    assertEquals("/funnels?limit=1&after=internet", page.get("next").asText());
  }

  @Test
  void aFunnelHasItsTree() throws Exception {
    assertEquals(
        """
        {"name":"tv/1 é","id":1,"oper-status":"waiting","last-change":"2026-01-02T03:04:05Z",\
        "last-error":"eth1 is not there",\
        "uplink":{"interface":"eth1","vlan":7},"isolation":"isolated","vlan-mapping":"dot1q",\
        "mtu":1500,"leaf-capacity":1000,"leaves":1,"pseudowires":42,"levels":1,\
        "bridge":[{"name":"fbb1-0-0","level":0,"index":0,"ports-used":42,"ports-free":958,\
        "running":false,"in-packets":1,"in-octets":3,"out-packets":2,"out-octets":4}]}
        """,
        get("/funnels/tv%2F1%20%C3%A9"));
    var tree = new ObjectMapper().readTree(get("/funnels/internet"));
    assertEquals("fbv0", tree.get("uplink-port").asText());
    assertEquals(2, tree.get("levels").asInt());
    assertEquals(5, tree.get("bridge").size());
    assertEquals("fbb0-1-0", tree.get("bridge").get(4).get("parent").asText());
  }

  @Test
  void anAddressIsLocated() throws Exception {
    assertEquals(
        """
        {"address":"00:00:5e:00:53:01","pseudowire":"p1","tunnel":"t1","interface-name":"pw0","bridge":"fbb0-0-3"}
        """,
        get("/funnels/internet/locate?mac=00:00:5E:00:53:01&vlan=7"));
    assertEquals(
        """
        {"address":"00:00:5e:00:53:02","interface-name":"eth1","bridge":"fbb1-1-0"}
        """,
        get("/funnels/tv%2F1%20%C3%A9/locate?mac=00:00:5e:00:53:02"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "/funnels/none | there is no funnel 'none'",
        "/funnels/none/tree.svg | there is no funnel 'none'",
        "/funnels/none/locate?mac=00:00:5e:00:53:01 | there is no funnel 'none'",
        "/funnels/internet/other | there is no /funnels/internet/other; / lists the resources",
        "/funnels/internet/locate?mac=00:00:5e:00:53:03 | 00:00:5e:00:53:03 is not known in funnel 'internet'",
        "/funnels/internet/locate?mac=00:00:5e:00:53:01&vlan=8 | 00:00:5e:00:53:01 is not known in funnel 'internet', VLAN 8",
        "/funnels/internet/locate | parameter 'mac' must be an Ethernet address such as 00:00:5e:00:53:01, not ''",
        "/funnels/internet/locate?mac=1 | parameter 'mac' must be an Ethernet address such as 00:00:5e:00:53:01, not '1'",
        "/funnels/internet/locate?mac=00:00:5e:00:53:01&vlan=4095 | parameter 'vlan' must be a number from 1 to 4094, not '4095'",
        "/funnels/internet/locate?mac=00:00:5e:00:53:01&port=1 | unknown parameter 'port'; this resource has mac, vlan",
        "/funnels/internet/tree.svg?size=1 | unknown parameter 'size'; this resource has none",
      })
  void aWrongRequestIsRefusedWithItsReason(String target, String words) {
    var refused = assertThrows(RefusedException.class, () -> resources.answer(target));

    assertEquals(words, refused.getMessage());
  }

  @Test
  void eventsOfAFunnel() throws Exception {
    service.event(1, Subject.FUNNEL, "internet");
    service.event(2, Subject.TUNNEL, "internet");

    var events = new ObjectMapper().readTree(get("/events?funnel=internet")).get("events");

    assertEquals(1, events.size());
    assertEquals("funnel", events.get(0).get("subject").asText());
  }

  @Test
  void thePictureShowsTheTree() throws Exception {
    assertEquals(golden("funnel.svg"), get("/funnels/internet/tree.svg"));
    assertEquals(golden("funnel-waiting.svg"), get("/funnels/tv%2F1%20%C3%A9/tree.svg"));
  }

  @Test
  void thePictureOfAHundredLeavesIsReadable() throws Exception {
    funnel("big <&> \"one\"", 9999, 100, true);

    Element svg = parse(get("/funnels/big%20%3C%26%3E%20%22one%22/tree.svg"));

    assertEquals("svg", svg.getLocalName());
    assertEquals("http://www.w3.org/2000/svg", svg.getNamespaceURI());
    assertEquals(928, number(svg, "width"));
    assertEquals(100 * 26 + 90, number(svg, "height"));
    NodeList texts = svg.getElementsByTagName("text");
    assertEquals("Funnel big <&> \"one\"", texts.item(0).getTextContent());
    assertEquals(2 + 1 + 101 * 2, texts.getLength());
    NodeList boxes = svg.getElementsByTagName("rect");
    assertEquals(1 + 101 * 3, boxes.getLength());
    for (int i = 0; i < boxes.getLength(); i++) {
      Element box = (Element) boxes.item(i);
      assertTrue(number(box, "x") + number(box, "width") <= 928, "beyond the right side");
      assertTrue(number(box, "y") + number(box, "height") <= 2690, "beyond the bottom");
      assertTrue(number(box, "x") >= 0 && number(box, "y") >= 0, "beyond the left side or top");
    }
  }

  @Test
  void aTreeWithoutBridgesIsDrawn() throws Exception {
    FunnelStatus funnel = SampleFunnels.funnel("x", 5, 1, false);

    String picture = TreePicture.of(funnel, TreeState.NONE);

    assertEquals(1, parse(picture).getElementsByTagName("rect").getLength());
  }

  private static int number(Element element, String attribute) {
    return Integer.parseInt(element.getAttribute(attribute));
  }

  private static Element parse(String xml) throws Exception {
    var factory = DocumentBuilderFactory.newInstance();
    factory.setNamespaceAware(true);
    return factory
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(xml)))
        .getDocumentElement();
  }
}
