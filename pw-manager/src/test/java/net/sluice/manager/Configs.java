package net.sluice.manager;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.sluice.yang.JsonException;
import net.sluice.yang.JsonReader;
import net.sluice.yang.Schema;
import org.opendaylight.yangtools.yang.data.api.schema.ContainerNode;

/** Configurations for tests, written as RFC 7951 JSON with single quotes. */
public final class Configs {
  /** A keepalive tunnel {@code k}; takes more members, each after a comma. */
  public static final String KEEPALIVE =
      "{'name':'k','signaling':'keepalive','local-address':'192.0.2.1','peer-address':'192.0.2.9',"
          + "'local-tunnel-id':5,'peer-tunnel-id':6%s}";

  private Configs() {}

  /** Parses a whole configuration. */
  public static ContainerNode parse(String json) {
    byte[] bytes = json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    try {
      return new JsonReader(Schema.get()).read(new ByteArrayInputStream(bytes));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (JsonException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /** A configuration with these members of /l2tp, and these pseudowires. */
  public static ContainerNode of(String l2tp, String... pseudowires) {
    return parse(
        "{'sluice-l2tp:l2tp':{%s},'sluice-pseudowire:pseudowires':{'pseudowire':[%s]}}"
            .formatted(l2tp, String.join(",", pseudowires)));
  }

  /** A list of tunnels as a member of /l2tp. */
  public static String tunnels(String... tunnels) {
    return "'tunnel':[" + String.join(",", tunnels) + "]";
  }

  /** A tunnel with everything it needs, and further members. */
  public static String tunnel(String name, int id, String... more) {
    return member(
        "'name':'%s','local-address':'192.0.2.1','peer-address':'192.0.2.2','local-port':%d,'local-tunnel-id':%d,'peer-tunnel-id':%d"
            .formatted(name, 10_000 + id, id, id),
        more);
  }

  /** A dynamic tunnel from 192.0.2.1 with everything it needs, and further members. */
  public static String dynamic(String name, String peer, String... more) {
    return member(
        "'name':'%s','signaling':'dynamic','local-address':'192.0.2.1','peer-address':'%s'"
            .formatted(name, peer),
        more);
  }

  /** A pseudowire in a dynamic tunnel with everything it needs, and further members. */
  public static String signaled(String name, String tunnel, String... more) {
    return member("'name':'%s','tunnel':'%s'".formatted(name, tunnel), more);
  }

  /** A pseudowire with everything it needs, and further members. */
  public static String pseudowire(String name, String tunnel, long session, String... more) {
    return member(
        "'name':'%s','tunnel':'%s','local-session-id':%d,'peer-session-id':%d"
            .formatted(name, tunnel, session, session),
        more);
  }

  /** One tunnel t1 with pseudowires pw1 to pwN, of sessions 1 to N. */
  public static ContainerNode many(int pseudowires) {
    return of(
        tunnels(tunnel("t1", 1)),
        IntStream.rangeClosed(1, pseudowires)
            .mapToObj(i -> pseudowire("pw" + i, "t1", i))
            .collect(Collectors.joining(",")));
  }

  /** A configuration with these funnels, these members of /l2tp, and these pseudowires. */
  public static ContainerNode withFunnels(String funnels, String l2tp, String... pseudowires) {
    return parse(
        "{'sluice-funnelbridge:funnels':{'funnel':[%s]},'sluice-l2tp:l2tp':{%s},'sluice-pseudowire:pseudowires':{'pseudowire':[%s]}}"
            .formatted(funnels, l2tp, String.join(",", pseudowires)));
  }

  /** A funnel with its uplink, and further members. */
  public static String funnel(String name, String uplink, String... more) {
    return member("'name':'%s','uplink':{'interface':'%s'}".formatted(name, uplink), more);
  }

  /** That something is attached to a funnel, as a member of it; with further members. */
  public static String inFunnel(String funnel, String... more) {
    return "'funnel':" + member("'name':'%s'".formatted(funnel), more);
  }

  private static String member(String members, String... more) {
    String all = more.length == 0 ? members : members + "," + String.join(",", more);
    return "{" + all + "}";
  }
}
