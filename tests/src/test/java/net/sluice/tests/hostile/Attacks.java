package net.sluice.tests.hostile;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.sluice.northbound.netconf.RawClient;
import net.sluice.tests.site.Wire;

/** The known attacks on the management plane. */
final class Attacks {
  private static final Duration SHORT = Duration.ofMillis(100);
  private static final Duration LONG = Duration.ofSeconds(10);

  private Attacks() {}

  static List<Attack> all() {
    return Stream.of(beforeLogin(), withSessions(), onStatus()).flatMap(List::stream).toList();
  }

  private static List<Attack> beforeLogin() {
    return List.of(
        new Attack("silent connections", 200, (target, assault) -> silent(assault, 830, "")),
        new Attack(
            "banner, octet by octet", 100, (target, assault) -> trickle(assault, 830, "SSH")),
        new Attack("banner without end", 20, (target, assault) -> flood(assault, 830, "x\r\n")),
        new Attack(
            "abandoned key exchange",
            100,
            (target, assault) -> keyExchange(assault, "curve25519-sha256", "none", false)),
        new Attack(
            "key exchange of group 16",
            8,
            (target, assault) ->
                keyExchange(assault, "diffie-hellman-group16-sha512", "none", true)),
        new Attack(
            "key exchange of group 18",
            8,
            (target, assault) ->
                keyExchange(assault, "diffie-hellman-group18-sha512", "none", true)),
        new Attack(
            "compression before login",
            8,
            (target, assault) -> keyExchange(assault, "curve25519-sha256", "zlib", true)),
        new Attack("guessed passwords", 8, (target, assault) -> guess(assault)));
  }

  private static List<Attack> withSessions() {
    String get = "<get/>";
    return List.of(
        new Attack("empty messages", 2, (t, a) -> repeat(t, a, true, "]]>]]>".repeat(4000))),
        new Attack(
            "messages of one octet",
            2,
            (t, a) -> repeat(t, a, false, "\n#1\nx\n##\n".repeat(4000))),
        new Attack("replies that nobody reads", 4, (t, a) -> repeat(t, a, false, rpc(get))),
        new Attack("message without end", 4, (t, a) -> repeat(t, a, true, " ".repeat(64_000))),
        new Attack("chunk without end", 4, Attacks::largeChunk),
        new Attack("deep nesting", 4, (t, a) -> ask(t, a, "<a>".repeat(200_000))),
        new Attack("many attributes", 4, (t, a) -> ask(t, a, attributes())),
        new Attack("long filter", 4, (t, a) -> ask(t, a, filter("<mtu>9</mtu>", 20_000))),
        new Attack(
            "long filter with keys", 4, (t, a) -> ask(t, a, filter("<name>x</name>", 20_000))),
        new Attack("edit with thousands of errors", 2, (t, a) -> ask(t, a, badEdit())),
        new Attack("sessions without number", 8, Attacks::hold),
        new Attack("logins that leave", 8, (t, a) -> a.end(a.add(t.login()))),
        new Attack("events that nobody reads", 8, Attacks::subscribe));
  }

  private static List<Attack> onStatus() {
    String request = "GET /pseudowires?limit=0 HTTP/1.1\r\nHost: localhost\r\n\r\n";
    return List.of(
        new Attack("silent clients of status", 128, (t, a) -> silent(a, Target.STATUS_PORT, "")),
        new Attack("half a request", 128, (t, a) -> silent(a, Target.STATUS_PORT, "GET /heal")),
        new Attack(
            "request, octet by octet", 64, (t, a) -> trickle(a, Target.STATUS_PORT, "GET /")),
        new Attack("header without end", 16, (t, a) -> flood(a, Target.STATUS_PORT, "GET /")),
        new Attack(
            "answers that nobody reads", 64, (t, a) -> flood(a, Target.STATUS_PORT, request)));
  }

  /** Connects, sends a prefix, and waits until the target closes the connection. */
  private static void silent(Assault assault, int port, String prefix) throws IOException {
    Socket socket = assault.connect(port);
    socket.getOutputStream().write(prefix.getBytes(StandardCharsets.US_ASCII));
    while (assault.goesOn() && Assault.open(socket, LONG)) {
      // Whatever the target sends is not answered.
    }
    assault.end(socket);
  }

  /** Connects, and sends an octet now and then. */
  private static void trickle(Assault assault, int port, String prefix) throws IOException {
    Socket socket = assault.connect(port);
    OutputStream out = socket.getOutputStream();
    out.write(prefix.getBytes(StandardCharsets.US_ASCII));
    while (assault.goesOn() && Assault.open(socket, SHORT)) {
      out.write('-');
    }
    assault.end(socket);
  }

  /** Connects, and sends a text again and again without reading. */
  private static void flood(Assault assault, int port, String text) throws IOException {
    Socket socket = assault.connect(port);
    try {
      byte[] octets = text.repeat(100).getBytes(StandardCharsets.US_ASCII);
      while (assault.goesOn()) {
        socket.getOutputStream().write(octets);
      }
    } finally {
      assault.end(socket);
    }
  }

  /** Begins a key exchange. If it goes on, it lets the target compute a shared secret. */
  private static void keyExchange(
      Assault assault, String algorithm, String compression, boolean goOn) throws IOException {
    Socket socket = assault.connect(Target.NETCONF_PORT);
    OutputStream out = socket.getOutputStream();
    out.write(SshOctets.VERSION);
    out.write(SshOctets.keyExchange(algorithm, compression));
    if (goOn) {
      out.write(SshOctets.cheapDiffieHellman());
      Assault.open(socket, LONG);
    } else {
      while (assault.goesOn() && Assault.open(socket, LONG)) {
        // The target waits for the next message.
      }
    }
    assault.end(socket);
  }

  private static void guess(Assault assault) throws IOException {
    assault.add(RawClient.login(Target.NETCONF_PORT, Target.USER, "guess " + System.nanoTime()));
  }

  /** Opens a session, and sends octets again and again without reading. */
  private static void repeat(Target target, Assault assault, boolean old, String octets)
      throws IOException {
    RawClient client = assault.add(target.login());
    try {
      client.hello(old ? RawClient.HELLO_1_0 : RawClient.HELLO_1_1);
      while (assault.goesOn()) {
        client.send(octets);
      }
    } finally {
      assault.end(client);
    }
  }

  private static void largeChunk(Target target, Assault assault) throws IOException {
    RawClient client = assault.add(target.session());
    try {
      client.send("\n#4294967295\n");
      while (assault.goesOn()) {
        client.send(" ".repeat(64_000));
      }
    } finally {
      assault.end(client);
    }
  }

  /** Opens a session, asks once, and reads the answer. */
  private static void ask(Target target, Assault assault, String operation) throws IOException {
    RawClient client = assault.add(target.session());
    try {
      client.send(rpc(operation));
      client.receive();
    } finally {
      assault.end(client);
    }
  }

  private static void hold(Target target, Assault assault) throws IOException {
    RawClient client = assault.add(target.session());
    client.rpc("<get/>");
  }

  /** Subscribes without reading, and then changes the configuration to cause events. */
  private static void subscribe(Target target, Assault assault) throws IOException {
    RawClient client = assault.add(target.session());
    try {
      client.rpc(
          "<create-subscription xmlns=\"urn:ietf:params:xml:ns:netconf:notification:1.0\"/>");
      while (assault.goesOn()) {
        client.send(rpc(hostName()));
        client.send(rpc("<commit/>"));
      }
    } finally {
      assault.end(client);
    }
  }

  private static String rpc(String operation) {
    String message =
        "<rpc message-id=\"1\" xmlns=\"urn:ietf:params:xml:ns:netconf:base:1.0\">"
            + operation
            + "</rpc>";
    return "\n#" + message.length() + "\n" + message + "\n##\n";
  }

  private static String hostName() {
    return edit(
        "<l2tp xmlns=\"%s\"><system><host-name>h%d</host-name></system></l2tp>"
            .formatted(Wire.L2TP, System.nanoTime()));
  }

  private static String edit(String config) {
    return "<edit-config><target><candidate/></target><config>%s</config></edit-config>"
        .formatted(config);
  }

  private static String badEdit() {
    return edit(pseudowires("<pseudowire><name>a</name><mtu>x</mtu></pseudowire>", 20_000));
  }

  private static String filter(String predicate, int count) {
    return "<get><filter type=\"subtree\">%s</filter></get>"
        .formatted(pseudowires("<pseudowire>" + predicate + "</pseudowire>", count));
  }

  private static String pseudowires(String entry, int count) {
    return "<pseudowires xmlns=\"%s\">%s</pseudowires>"
        .formatted(Wire.PSEUDOWIRE, entry.repeat(count));
  }

  private static String attributes() {
    return IntStream.range(0, 50_000)
        .mapToObj(n -> "a%d=\"\"".formatted(n))
        .collect(Collectors.joining(" ", "<get ", "/>"));
  }
}
