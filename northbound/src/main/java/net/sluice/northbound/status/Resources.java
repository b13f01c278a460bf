package net.sluice.northbound.status;

import com.fasterxml.jackson.core.JsonGenerator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import net.sluice.l2tp.DataPlane;
import net.sluice.l2tp.InterfaceState;
import net.sluice.l2tp.signaling.SystemCounters;
import net.sluice.l2tp.signaling.TunnelCounters;
import net.sluice.manager.api.StatusService;
import net.sluice.manager.api.StatusService.FunnelState;
import net.sluice.manager.api.StatusService.Health;
import net.sluice.manager.api.StatusService.PseudowireState;
import net.sluice.manager.api.StatusService.PseudowireStatus;
import net.sluice.manager.api.StatusService.Subject;
import net.sluice.manager.api.StatusService.SystemStatus;
import net.sluice.manager.api.StatusService.TunnelState;
import net.sluice.manager.api.StatusService.TunnelStatus;
import org.jspecify.annotations.Nullable;

/** The resources: each turns a path and its parameters into an answer. Thread: any. */
final class Resources {
  private static final List<String> PAGED = List.of("limit", "after", "state", "name");
  private static final List<String> TUNNEL_STATES = words(TunnelState.class);
  private static final List<String> FUNNEL_STATES = words(FunnelState.class);
  private static final List<String> PSEUDOWIRE_STATES = words(PseudowireState.class);

  /** Number of interfaces that are read from the data plane in one call. */
  private static final int INTERFACE_BATCH = 500;

  private final StatusService service;
  private final String version;
  private final Supplier<Map<String, Long>> requests;
  private final Clock clock;
  private final Map<String, Resource> resources = new LinkedHashMap<>();
  private final Map<String, Aspect> aspects = new HashMap<>();

  /** Answers a request for a collection, or for an object that exists once. */
  @FunctionalInterface
  private interface Reader {
    Answer read(QueryParameters parameters) throws RefusedException;
  }

  /** Answers a request for one entry; empty if there is no such entry. */
  @FunctionalInterface
  private interface EntryReader {
    Optional<Answer.Body> read(String key) throws RefusedException;
  }

  /** Answers a request for an aspect of one entry; empty if there is no such entry. */
  @FunctionalInterface
  interface AspectReader {
    Optional<Answer> read(String key, QueryParameters parameters) throws RefusedException;
  }

  /** A part of one entry with an address of its own, below that of the entry. */
  private record Aspect(List<String> parameters, AspectReader reader) {}

  private record Resource(
      String description, List<String> parameters, Reader reader, Optional<EntryReader> entries) {}

  Resources(
      StatusService service, String version, Supplier<Map<String, Long>> requests, Clock clock) {
    this.service = service;
    this.version = version;
    this.requests = requests;
    this.clock = clock;
    single("/", "these resources", this::index);
    single("/status", "version, uptime, data plane and counts", this::status);
    list("/tunnels", "tunnels by name; one at /tunnels/NAME", PAGED, this::tunnels, this::tunnel);
    list(
        "/pseudowires",
        "pseudowires by name; one with its counters at /pseudowires/NAME",
        PAGED,
        this::pseudowires,
        this::pseudowire);
    list(
        "/sessions",
        "sessions by the name of their pseudowire; one at /sessions/LOCAL-SESSION-ID",
        PAGED,
        this::sessions,
        this::session);
    list(
        "/peer-sessions",
        "sessions that peers opened, by name; one with its counters at /peer-sessions/NAME",
        PAGED,
        this::peerSessions,
        name -> service.session(name).map(this::withCounters));
    resources.put(
        "/counters",
        new Resource(
            "counters of the control channel that belong to no tunnel; a tunnel's at /counters/TUNNEL",
            List.of(),
            this::counters,
            Optional.of(this::counters)));
    var funnels = new FunnelResources(service);
    list(
        "/funnels",
        "funnels by name; one with its tree at /funnels/NAME, a picture of it at /funnels/NAME/tree.svg, and"
            + " what an address is behind at /funnels/NAME/locate?mac=MAC&vlan=VLAN",
        PAGED,
        this::funnels,
        funnels::funnel);
    aspects.put("/funnels/tree.svg", new Aspect(List.of(), funnels::picture));
    aspects.put("/funnels/locate", new Aspect(List.of("mac", "vlan"), funnels::locate));
    list(
        "/interfaces",
        "interfaces of the pseudowires, by the pseudowire's name, with counters",
        PAGED,
        this::interfaces,
        null);
    list(
        "/events",
        "the latest events, oldest first; of all objects or of one",
        List.of("limit", "after", "tunnel", "pseudowire", "peer-session", "funnel"),
        this::events,
        null);
    single(
        "/healthz",
        "200 when the data plane is what the configuration says, else 503",
        this::health);
    list(
        "/out-of-service",
        "tunnels, pseudowires, peer sessions and funnels that are not up, and since when",
        List.of("limit", "after", "name"),
        this::outOfService,
        null);
  }

  /**
   * Answers a request.
   *
   * @param target path and query of the request
   * @throws RefusedException there is no such resource, or a parameter is not valid
   */
  Answer answer(String target) throws RefusedException {
    QueryStringDecoder decoder;
    Map<String, List<String>> given;
    try {
      decoder = new QueryStringDecoder(target, StandardCharsets.UTF_8, true, 100, true);
      given = decoder.parameters();
    } catch (IllegalArgumentException e) {
      throw badEscape();
    }
    String path = decoder.rawPath();
    Resource resource = resources.get(path);
    if (resource != null) {
      return resource.reader().read(new QueryParameters(given, resource.parameters()));
    }
    int slash = path.indexOf('/', 1);
    if (slash < 0) {
      throw notFound(path);
    }
    return below(path, slash, given);
  }

  /**
   * Answers a request below a collection.
   *
   * @param slash the index of the end of the collection in the path
   */
  private Answer below(String path, int slash, Map<String, List<String>> given)
      throws RefusedException {
    String list = path.substring(0, slash);
    int last = path.lastIndexOf('/');
    Aspect aspect = last > slash ? aspects.get(list + path.substring(last)) : null;
    if (aspect != null) {
      String key = decode(path.substring(slash + 1, last));
      return aspect
          .reader()
          .read(key, new QueryParameters(given, aspect.parameters()))
          .orElseThrow(() -> noEntry(list, key));
    }
    Resource resource = resources.get(list);
    if (last > slash || resource == null || resource.entries().isEmpty()) {
      throw notFound(path);
    }
    new QueryParameters(given, List.of());
    String key = decode(path.substring(slash + 1));
    return resource.entries().get().read(key).map(Answer::ok).orElseThrow(() -> noEntry(list, key));
  }

  private void single(String path, String description, Reader reader) {
    list(path, description, List.of(), reader, null);
  }

  private void list(
      String path,
      String description,
      List<String> names,
      Reader reader,
      @Nullable EntryReader entries) {
    resources.put(path, new Resource(description, names, reader, Optional.ofNullable(entries)));
  }

  private Answer index(QueryParameters none) {
    return Answer.ok(
        json -> {
          json.writeStartObject();
          json.writeArrayFieldStart("resources");
          for (Map.Entry<String, Resource> resource : resources.entrySet()) {
            json.writeStartObject();
            json.writeStringField("path", resource.getKey());
            json.writeStringField("description", resource.getValue().description());
            json.writeArrayFieldStart("parameters");
            for (String name : resource.getValue().parameters()) {
              json.writeString(name);
            }
            json.writeEndArray();
            json.writeEndObject();
          }
          json.writeEndArray();
          json.writeEndObject();
        });
  }

  private Answer status(QueryParameters none) {
    SystemStatus system = service.system();
    return Answer.ok(
        json -> {
          json.writeStartObject();
          json.writeStringField("version", version);
          json.writeStringField("started", JsonFields.time(system.started()));
          json.writeNumberField(
              "uptime-seconds", Duration.between(system.started(), clock.instant()).toSeconds());
          json.writeStringField("data-plane-in-use", JsonFields.word(system.dataPlane()));
          json.writeStringField("data-plane-note", note(system.dataPlane()));
          JsonFields.counts(json, "tunnels", TunnelState.class, system.tunnels());
          JsonFields.counts(json, "pseudowires", PseudowireState.class, system.pseudowires());
          JsonFields.counts(json, "peer-sessions", PseudowireState.class, system.sessions());
          json.writeNumberField("commits", system.commits());
          if (system.lastCommit().isPresent()) {
            json.writeStringField("last-commit", JsonFields.time(system.lastCommit().get()));
          }
          if (system.lastRefusal().isPresent()) {
            json.writeStringField("last-error", system.lastRefusal().get().text());
            json.writeStringField(
                "last-error-time", JsonFields.time(system.lastRefusal().get().time()));
          }
          requestCounts(json);
          json.writeEndObject();
        });
  }

  private void requestCounts(JsonGenerator json) throws IOException {
    Map<String, Long> counts = new TreeMap<>(requests.get());
    if (!counts.isEmpty()) {
      json.writeObjectFieldStart("netlink-requests");
      for (Map.Entry<String, Long> count : counts.entrySet()) {
        json.writeNumberField(count.getKey(), count.getValue());
      }
      json.writeEndObject();
    }
  }

  private static String note(DataPlane.Kind kind) {
    return switch (kind) {
      case KERNEL -> "the kernel carries the frames";
      case USERSPACE ->
          "this process carries the frames, through TAP interfaces; they stop when it stops";
      case SIMULATED -> "nothing carries frames: the data plane is simulated";
    };
  }

  private Answer health(QueryParameters none) {
    Health health = service.health();
    return Answer.json(
        health.consistent() ? HttpResponseStatus.OK : HttpResponseStatus.SERVICE_UNAVAILABLE,
        json -> {
          json.writeStartObject();
          json.writeBooleanField("consistent", health.consistent());
          json.writeNumberField("count", health.count());
          json.writeArrayFieldStart("problems");
          for (String problem : health.problems()) {
            json.writeString(problem);
          }
          json.writeEndArray();
          json.writeEndObject();
        });
  }

  private Answer outOfService(QueryParameters parameters) throws RefusedException {
    Predicate<String> name = parameters.name();
    return Page.of(
        "out-of-service",
        parameters,
        () -> OutOfService.read(service, parameters.text("after").orElse("")),
        entry -> name.test(entry.name()),
        OutOfService::key,
        OutOfService::write);
  }

  private Answer tunnels(QueryParameters parameters) throws RefusedException {
    Optional<String> state = parameters.state(TUNNEL_STATES);
    Predicate<String> name = parameters.name();
    return Page.of(
        "tunnels",
        parameters,
        () -> service.tunnels(parameters.text("after").orElse("")),
        entry -> name.test(entry.name()) && matches(state, entry.state()),
        entry -> entry.name(),
        Json::tunnel);
  }

  private Optional<Answer.Body> tunnel(String name) {
    Optional<TunnelStatus> tunnel = service.tunnel(name);
    return tunnel.map(found -> json -> Json.tunnel(json, found));
  }

  private Answer pseudowires(QueryParameters parameters) throws RefusedException {
    return pseudowires("pseudowires", parameters, service::pseudowires, Json::pseudowire);
  }

  private Optional<Answer.Body> pseudowire(String name) {
    return service.pseudowire(name).map(this::withCounters);
  }

  private Answer.Body withCounters(PseudowireStatus found) {
    String interfaceName = found.settings().name();
    Optional<InterfaceState> state =
        Optional.ofNullable(service.interfaces(List.of(interfaceName)).get(interfaceName));
    return json -> Json.pseudowire(json, found, state);
  }

  private Answer peerSessions(QueryParameters parameters) throws RefusedException {
    return pseudowires("peer-sessions", parameters, service::sessions, Json::pseudowire);
  }

  private Answer funnels(QueryParameters parameters) throws RefusedException {
    Optional<String> state = parameters.state(FUNNEL_STATES);
    Predicate<String> name = parameters.name();
    return Page.of(
        "funnels",
        parameters,
        () -> service.funnels(parameters.text("after").orElse("")),
        entry -> name.test(entry.name()) && matches(state, entry.state()),
        entry -> entry.name(),
        FunnelJson::funnel);
  }

  private Answer counters(QueryParameters none) {
    SystemCounters counters = service.counters();
    return Answer.ok(json -> SignalingJson.counters(json, counters));
  }

  private Optional<Answer.Body> counters(String tunnel) throws RefusedException {
    Optional<TunnelCounters> counters = service.counters(tunnel);
    if (counters.isEmpty() && service.tunnel(tunnel).isPresent()) {
      throw new RefusedException(
          HttpResponseStatus.NOT_FOUND,
          "tunnel '%s' has no counters of a control channel, because it is static"
              .formatted(tunnel));
    }
    return counters.map(found -> json -> SignalingJson.counters(json, tunnel, found));
  }

  private Answer sessions(QueryParameters parameters) throws RefusedException {
    return pseudowires("sessions", parameters, service::pseudowires, Json::session);
  }

  private Optional<Answer.Body> session(String id) throws RefusedException {
    long number;
    try {
      number = Long.parseLong(id);
    } catch (NumberFormatException e) {
      throw new RefusedException(
          HttpResponseStatus.BAD_REQUEST,
          "a session is found by its local session id, a number from 1 to 4294967295, not '%s'"
              .formatted(id));
    }
    Optional<PseudowireStatus> session = service.session(number);
    return session.map(found -> json -> Json.session(json, found));
  }

  /**
   * @param source reads the entries after a name
   */
  private static Answer pseudowires(
      String member,
      QueryParameters parameters,
      Function<String, Stream<PseudowireStatus>> source,
      Page.Writer<PseudowireStatus> writer)
      throws RefusedException {
    Optional<String> state = parameters.state(PSEUDOWIRE_STATES);
    Predicate<String> name = parameters.name();
    return Page.of(
        member,
        parameters,
        () -> source.apply(parameters.text("after").orElse("")),
        entry -> name.test(entry.name()) && matches(state, entry.state()),
        entry -> entry.name(),
        writer);
  }

  private record InterfaceEntry(PseudowireStatus pseudowire, Optional<InterfaceState> state) {}

  private Answer interfaces(QueryParameters parameters) throws RefusedException {
    Optional<String> state = parameters.state(PSEUDOWIRE_STATES);
    Predicate<String> name = parameters.name();
    int batch = (int) Math.min(INTERFACE_BATCH, parameters.limit() + 1);
    return Page.of(
        "interfaces",
        parameters,
        () -> {
          Stream<PseudowireStatus> named =
              service
                  .pseudowires(parameters.text("after").orElse(""))
                  .filter(entry -> name.test(entry.settings().name()));
          return Batches.of(named, batch).flatMap(this::withInterfaces);
        },
        entry -> state.isEmpty() || state.get().equals(Json.interfaceStatus(entry.state())),
        entry -> entry.pseudowire().name(),
        (json, entry) -> Json.interfaceOf(json, entry.pseudowire(), entry.state()));
  }

  private Stream<InterfaceEntry> withInterfaces(List<PseudowireStatus> pseudowires) {
    List<String> names = new ArrayList<>(pseudowires.size());
    for (PseudowireStatus pseudowire : pseudowires) {
      names.add(pseudowire.settings().name());
    }
    Map<String, InterfaceState> states = service.interfaces(names);
    return pseudowires.stream()
        .map(
            pseudowire ->
                new InterfaceEntry(
                    pseudowire, Optional.ofNullable(states.get(pseudowire.settings().name()))));
  }

  private Answer events(QueryParameters parameters) throws RefusedException {
    long after = parameters.number("after");
    Map<Subject, String> objects = new EnumMap<>(Subject.class);
    parameters.text("tunnel").ifPresent(name -> objects.put(Subject.TUNNEL, name));
    parameters.text("pseudowire").ifPresent(name -> objects.put(Subject.PSEUDOWIRE, name));
    parameters.text("peer-session").ifPresent(name -> objects.put(Subject.SESSION, name));
    parameters.text("funnel").ifPresent(name -> objects.put(Subject.FUNNEL, name));
    if (objects.size() > 1) {
      throw new RefusedException(
          HttpResponseStatus.BAD_REQUEST,
          "only one of the parameters 'tunnel', 'pseudowire', 'peer-session' and 'funnel' can be given");
    }
    for (Map.Entry<Subject, String> object : objects.entrySet()) {
      requireKnown(object.getKey(), object.getValue());
    }
    return Page.of(
        "events",
        parameters,
        () ->
            objects.isEmpty()
                ? service.events(after)
                : objects.entrySet().stream()
                    .flatMap(object -> service.events(object.getKey(), object.getValue()).stream()),
        event -> event.sequence() > after,
        event -> Long.toString(event.sequence()),
        Json::event);
  }

  /** Checks that an object exists, or that an event of it is known. */
  private void requireKnown(Subject subject, String name) throws RefusedException {
    boolean exists =
        switch (subject) {
          case TUNNEL -> service.tunnel(name).isPresent();
          case PSEUDOWIRE -> service.pseudowire(name).isPresent();
          case SESSION -> service.session(name).isPresent();
          case FUNNEL -> service.funnel(name).isPresent();
          case SYSTEM -> true;
        };
    if (!exists && service.events(subject, name).isEmpty()) {
      throw noObject(subject == Subject.SESSION ? "peer session" : JsonFields.word(subject), name);
    }
  }

  private static boolean matches(Optional<String> wanted, Enum<?> state) {
    return wanted.isEmpty() || wanted.get().equals(JsonFields.word(state));
  }

  private static <E extends Enum<E>> List<String> words(Class<E> type) {
    return Arrays.stream(type.getEnumConstants()).map(JsonFields::word).toList();
  }

  /** Decodes a segment of a path, in which '+' stands for itself. */
  private static String decode(String segment) throws RefusedException {
    try {
      return new QueryStringDecoder(segment, StandardCharsets.UTF_8).path();
    } catch (IllegalArgumentException e) {
      throw badEscape();
    }
  }

  private static RefusedException badEscape() {
    return new RefusedException(
        HttpResponseStatus.BAD_REQUEST,
        "'%' must be followed by two hexadecimal digits in an address");
  }

  /** Returns a refusal of a name that no entry of a collection has. */
  private static RefusedException noEntry(String list, String key) {
    String noun = list.equals("/counters") ? "tunnel" : list.substring(1, list.length() - 1);
    return noObject(noun.replace('-', ' '), key);
  }

  private static RefusedException noObject(String noun, String name) {
    return new RefusedException(
        HttpResponseStatus.NOT_FOUND, "there is no %s '%s'".formatted(noun, name));
  }

  private static RefusedException notFound(String path) {
    return new RefusedException(
        HttpResponseStatus.NOT_FOUND, "there is no %s; / lists the resources".formatted(path));
  }
}
