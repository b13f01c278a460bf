package net.sluice.tests.storm;

import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.sluice.tests.site.Funnels;
import net.sluice.tests.site.Pseudowires;
import net.sluice.tests.site.Wire;

/**
 * One of any number of configurations, each of which follows from its number: a random part of the
 * static and dynamic pseudowires, with random MTUs, and in most of them a funnel with groups that
 * some of the static ones join.
 *
 * @param pseudowires a line about each pseudowire, by its name: tunnel, MTU, group
 */
record StormConfig(boolean funnel, Map<String, String> pseudowires) {
  /** The static pseudowire that all configurations contain without a change. */
  static final int KEPT = 1000;

  static final int DYNAMIC = 10;

  private static final int STATIC = 40;
  private static final long SEED = 20261130;
  private static final String UPLINK = "trunk";

  private static final Pattern ENTRY =
      Pattern.compile("<pseudowire>.*?</pseudowire>", Pattern.DOTALL);

  static StormConfig of(int number) {
    Random choice = new Random(SEED + number);
    boolean funnel = choice.nextInt(10) < 7;
    Map<String, String> pseudowires = new TreeMap<>();
    for (int i = 1; i <= STATIC; i++) {
      String group = funnel && i % 2 == 0 ? "g" + choice.nextInt(3) : "";
      String mtu = Integer.toString(1400 + choice.nextInt(3));
      if (choice.nextInt(10) < 7) {
        pseudowires.put(Pseudowires.name(i), "t " + (group.isEmpty() ? mtu : "1400") + " " + group);
      }
    }
    for (int i = 1; i <= DYNAMIC; i++) {
      if (choice.nextInt(10) < 7) {
        pseudowires.put(dynamicName(i), "d 1300 ");
      }
    }
    pseudowires.put(Pseudowires.name(KEPT), "t 1300 ");
    return new StormConfig(funnel, pseudowires);
  }

  static String dynamicName(int number) {
    return "dynamic " + number;
  }

  /** Returns the configuration that a reply to get-config contains. */
  static StormConfig parse(String reply) {
    Map<String, String> pseudowires = new TreeMap<>();
    Matcher entry = ENTRY.matcher(reply);
    while (entry.find()) {
      String text = entry.group();
      pseudowires.put(
          leaf("name", text),
          leaf("tunnel", text) + " " + leaf("mtu", text) + " " + leaf("group", text));
    }
    return new StormConfig(reply.contains("<leaf-capacity>"), pseudowires);
  }

  private static String leaf(String name, String xml) {
    Matcher found = Pattern.compile("<" + name + ">([^<]*)<").matcher(xml);
    return found.find() ? found.group(1) : "";
  }

  /** Returns the edit that replaces any other of these configurations. */
  String edit() {
    String list =
        pseudowires.entrySet().stream()
            .map(entry -> xml(entry.getKey(), entry.getValue().split(" ", -1)))
            .collect(
                Collectors.joining(
                    "",
                    "<pseudowires xmlns=\"%s\" nc:operation=\"replace\">"
                        .formatted(Wire.PSEUDOWIRE),
                    "</pseudowires>"));
    return funnel
        ? Funnels.funnel(UPLINK, "<leaf-capacity>5</leaf-capacity><isolation>groups</isolation>")
            + list
        : list + "<funnels xmlns=\"%s\" nc:operation=\"remove\"/>".formatted(Funnels.FUNNEL);
  }

  private static String xml(String name, String[] values) {
    String id = name.substring(name.lastIndexOf(' ') + 1);
    return "<pseudowire><name>%s</name><tunnel>%s</tunnel><mtu>%s</mtu>%s%s</pseudowire>"
        .formatted(
            name,
            values[0],
            values[1],
            values[0].equals("d")
                ? ""
                : "<local-session-id>%1$s</local-session-id><peer-session-id>%1$s</peer-session-id>"
                    .formatted(id),
            values[2].isEmpty() ? "" : Funnels.attachment("<group>" + values[2] + "</group>"));
  }

  /** Returns the edit with the static and the dynamic tunnel of an end of the network. */
  static String tunnels(int end) {
    String fixed =
        Pseudowires.TUNNEL.replace("</tunnel>", "<local-port>1702</local-port></tunnel>");
    return fixed.replace(
        "</l2tp>",
        """
        <tunnel>
          <name>d</name><signaling>dynamic</signaling>
          <local-address>192.0.2.%d</local-address><peer-address>192.0.2.%d</peer-address>
          <secret>storm</secret><hello-interval>1</hello-interval>
          <retransmit><limit>3</limit></retransmit><retry-cap>2</retry-cap>
        </tunnel></l2tp>
        """
            .formatted(end, 3 - end));
  }

  /** Returns the edit with all dynamic pseudowires, for the end that nobody kills. */
  static String allDynamic() {
    return IntStream.rangeClosed(1, DYNAMIC)
        .mapToObj(i -> xml(dynamicName(i), new String[] {"d", "1300", ""}))
        .collect(
            Collectors.joining(
                "", "<pseudowires xmlns=\"%s\">".formatted(Wire.PSEUDOWIRE), "</pseudowires>"));
  }

  /** Returns the number of the pseudowires of a tunnel. */
  long count(String tunnel) {
    return pseudowires.values().stream().filter(value -> value.startsWith(tunnel + " ")).count();
  }
}
