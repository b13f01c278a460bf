package net.sluice.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.netty.handler.codec.http.QueryStringEncoder;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import net.sluice.files.BootstrapReader;
import net.sluice.files.ExitCode;
import net.sluice.files.FailureException;
import net.sluice.files.FileProblem;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** Shows the state of the running daemon. */
@Command(
    name = "show",
    description = "Shows the state of the running daemon.",
    footerHeading = "%n",
    footer =
        "This command only reads. To reset a tunnel, pseudowire or session, use the YANG action"
            + " 'reset' over NETCONF, which authenticates users.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:shown",
      "1:no daemon, no such object; for health: the data plane differs from the configuration",
      "2:wrong command line or bootstrap file"
    })
public final class ShowCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(
      index = "0",
      paramLabel = "WHAT",
      converter = WhatConverter.class,
      description = "${COMPLETION-CANDIDATES}")
  private What what;

  @Parameters(
      index = "1",
      paramLabel = "NAME",
      arity = "0..1",
      description =
          "Only the tunnel, pseudowire, peer session, interface or funnel (with its tree) with this"
              + " name, or the session with this id. A '*' at the end matches all names that begin"
              + " so. For counters: the tunnel.")
  private Optional<String> name;

  @Option(
      names = "--state",
      paramLabel = "STATE",
      description =
          "Only objects in this state: up, down, dormant or absent (tunnels: up or down); funnels:"
              + " up, waiting or failed.")
  private Optional<String> state;

  @Option(names = "--tunnel", paramLabel = "NAME", description = "Only events of this tunnel.")
  private Optional<String> tunnel;

  @Option(
      names = "--pseudowire",
      paramLabel = "NAME",
      description = "Only events of this pseudowire.")
  private Optional<String> pseudowire;

  @Option(
      names = "--peer-session",
      paramLabel = "NAME",
      description = "Only events of this peer session.")
  private Optional<String> peerSession;

  @Option(names = "--funnel", paramLabel = "NAME", description = "Only events of this funnel.")
  private Optional<String> funnel;

  @Option(
      names = "--mac",
      paramLabel = "MAC",
      description = "Print the place of this Ethernet address in the funnel.")
  private Optional<String> mac;

  @Option(names = "--vlan", paramLabel = "N", description = "With --mac: the VLAN of the address.")
  private Optional<String> vlan;

  @Option(
      names = "--svg",
      paramLabel = "FILE",
      description = "Write a picture of the funnel's tree to this file.")
  private Optional<Path> svg;

  @Option(
      names = "--after",
      paramLabel = "AFTER",
      description = "Only entries after this name or, for events, after this sequence number.")
  private Optional<String> after;

  @Option(names = "--json", description = "Print the JSON of the daemon, unchanged.")
  private boolean json;

  @Option(
      names = "--bootstrap",
      paramLabel = "FILE",
      description = "Bootstrap file of the daemon, with the address of the status endpoint.")
  private Optional<Path> bootstrap;

  private enum What {
    STATUS,
    HEALTH,
    OUT_OF_SERVICE,
    TUNNELS,
    PSEUDOWIRES,
    SESSIONS,
    PEER_SESSIONS,
    FUNNELS,
    COUNTERS,
    INTERFACES,
    EVENTS;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /** Accepts the singular, as in "tunnel core", and the plural. */
  private static final class WhatConverter implements ITypeConverter<What> {
    @Override
    public What convert(String text) {
      for (What what : What.values()) {
        if (what.toString().equals(text) || what.toString().equals(text + "s")) {
          return what;
        }
      }
      throw new TypeConversionException(
          "can not show '%s'; choose one of %s".formatted(text, Arrays.toString(What.values())));
    }
  }

  private ShowCommand() {}

  @Override
  public Integer call() throws FailureException {
    checkFunnelOptions();
    StatusClient client = new StatusClient(BootstrapReader.read(bootstrap).status());
    return switch (what) {
      case STATUS -> object(client, single("/status"));
      case HEALTH -> object(client, single("/healthz"));
      case OUT_OF_SERVICE -> list(client, Listing.OUT_OF_SERVICE);
      case TUNNELS -> oneOrMore(client, Listing.TUNNELS);
      case PSEUDOWIRES -> oneOrMore(client, Listing.PSEUDOWIRES);
      case SESSIONS -> oneOrMore(client, Listing.SESSIONS);
      case PEER_SESSIONS -> oneOrMore(client, Listing.PEER_SESSIONS);
      case FUNNELS -> funnel(client);
      case COUNTERS ->
          object(client, single("/counters" + name.map(tunnel -> "/" + encode(tunnel)).orElse("")));
      case INTERFACES -> list(client, Listing.INTERFACES);
      case EVENTS -> events(client);
    };
  }

  private void checkFunnelOptions() {
    boolean asked = mac.isPresent() || vlan.isPresent() || svg.isPresent();
    if (asked && !(what == What.FUNNELS && isOne())) {
      throw usage("--mac, --vlan and --svg need the name of one funnel");
    }
    if (vlan.isPresent() && mac.isEmpty()) {
      throw usage("--vlan needs --mac");
    }
    if (svg.isPresent() && (mac.isPresent() || json)) {
      throw usage("--svg can not be combined with --mac or --json");
    }
  }

  private int funnel(StatusClient client) throws FailureException {
    if (!isOne()) {
      return list(client, Listing.FUNNELS);
    }
    String address = single("/funnels/" + encode(name.orElseThrow()));
    if (mac.isPresent()) {
      QueryStringEncoder target = new QueryStringEncoder(address + "/locate");
      target.addParam("mac", mac.get());
      vlan.ifPresent(number -> target.addParam("vlan", number));
      return object(client, target.toString());
    }
    if (svg.isPresent()) {
      return save(client, address + "/tree.svg", svg.get());
    }
    return json ? copy(client, address) : tree(client, address);
  }

  /** Prints the fields of a funnel, and its tree. */
  private int tree(StatusClient client, String target) throws FailureException {
    ObjectNode found = (ObjectNode) client.get(target).content();
    Table drawing = TreeDrawing.of(found);
    found.remove("bridge");
    Table fields = new Table();
    addFields(fields, "", found);
    print(fields);
    spec.commandLine().getOut().println();
    print(drawing);
    return ExitCode.OK;
  }

  private int save(StatusClient client, String target, Path file) throws FailureException {
    StringWriter picture = new StringWriter();
    client.copy(target, picture);
    try {
      Files.writeString(file, picture.toString());
    } catch (IOException e) {
      throw new FailureException("can not write the picture: " + FileProblem.text(e), e);
    }
    return ExitCode.OK;
  }

  private boolean isOne() {
    return name.isPresent() && !name.get().endsWith("*");
  }

  private int oneOrMore(StatusClient client, Listing listing) throws FailureException {
    return isOne()
        ? object(client, single("/" + listing.resource() + "/" + encode(name.get())))
        : list(client, listing);
  }

  private int events(StatusClient client) throws FailureException {
    if (name.isPresent()) {
      throw usage(
          "events have no name; use --tunnel, --pseudowire, --peer-session or --funnel with the name");
    }
    return list(client, Listing.EVENTS);
  }

  /** Returns the given path after checking that no option is given that does not apply to it. */
  private String single(String path) {
    if (!parameters().isEmpty()) {
      throw usage("--%s does not apply here".formatted(parameters().getFirst().name()));
    }
    return path;
  }

  private ParameterException usage(String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  private int object(StatusClient client, String target) throws FailureException {
    if (json) {
      return copy(client, target);
    }
    StatusClient.Reply reply = client.get(target);
    Table table = new Table();
    addFields(table, "", reply.content());
    print(table);
    return exitCode(reply.ok());
  }

  private int list(StatusClient client, Listing listing) throws FailureException {
    QueryStringEncoder target = new QueryStringEncoder("/" + listing.resource());
    target.addParam("limit", json ? "all" : "1000");
    name.ifPresent(pattern -> target.addParam("name", pattern));
    parameters().forEach(parameter -> target.addParam(parameter.name(), parameter.value()));
    if (json) {
      return copy(client, target.toString());
    }
    Table table = new Table();
    table.add(listing.headers());
    AtomicInteger found = new AtomicInteger();
    client.each(
        target.toString(),
        listing.resource(),
        entry -> {
          found.incrementAndGet();
          table.add(listing.row(entry));
        });
    if (found.get() == 0 && isOne() && parameters().isEmpty()) {
      throw new FailureException(
          "there is no '%s' in %s; leave out the name to see all"
              .formatted(name.get(), listing.resource()));
    }
    print(table);
    return ExitCode.OK;
  }

  private int copy(StatusClient client, String target) throws FailureException {
    return exitCode(client.copy(target, spec.commandLine().getOut()));
  }

  private record Parameter(String name, String value) {}

  private List<Parameter> parameters() {
    return Map.of(
            "state", state,
            "tunnel", tunnel,
            "pseudowire", pseudowire,
            "peer-session", peerSession,
            "funnel", funnel,
            "after", after)
        .entrySet()
        .stream()
        .filter(option -> option.getValue().isPresent())
        .map(option -> new Parameter(option.getKey(), option.getValue().get()))
        .sorted((a, b) -> a.name().compareTo(b.name()))
        .toList();
  }

  private void print(Table table) {
    PrintWriter out = spec.commandLine().getOut();
    table.print(out);
    out.flush();
  }

  /** Adds a row for each field. The name of a nested field begins with that of its object. */
  private static void addFields(Table table, String prefix, JsonNode object) {
    for (Map.Entry<String, JsonNode> field : object.properties()) {
      JsonNode value = field.getValue();
      String key = prefix + field.getKey();
      if (value.isObject()) {
        addFields(table, key + " ", value);
      } else if (value.isArray()) {
        value.forEach(element -> table.add(List.of(key, element.asText())));
      } else {
        table.add(List.of(key, value.asText()));
      }
    }
  }

  private static int exitCode(boolean ok) {
    return ok ? ExitCode.OK : ExitCode.FAILURE;
  }

  private static String encode(String name) {
    return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
