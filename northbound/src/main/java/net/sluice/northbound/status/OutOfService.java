package net.sluice.northbound.status;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import net.sluice.manager.api.StatusService;
import net.sluice.manager.api.StatusService.FunnelState;
import net.sluice.manager.api.StatusService.FunnelStatus;
import net.sluice.manager.api.StatusService.PseudowireState;
import net.sluice.manager.api.StatusService.PseudowireStatus;
import net.sluice.manager.api.StatusService.TunnelState;
import net.sluice.manager.api.StatusService.TunnelStatus;

/**
 * An object that is not up. This is the health by service, which differs from the health of the
 * data plane: that one may be as configured although a peer does not answer.
 *
 * @param state its oper-status
 * @param admin "down" if the configuration switches it off, otherwise "up"; empty if it has no such
 *     switch
 * @param since time of the last change of its state
 */
record OutOfService(
    Kind kind,
    String name,
    Enum<?> state,
    Optional<String> admin,
    Instant since,
    Optional<String> lastError) {

  /** The kinds of objects, in the order of the answer. */
  private enum Kind {
    TUNNEL,
    PSEUDOWIRE,
    PEER_SESSION,
    FUNNEL
  }

  /**
   * Returns the objects that are not up.
   *
   * @param after only objects behind the one with this {@link #key} are returned; "" for all
   */
  static Stream<OutOfService> read(StatusService service, String after) {
    int slash = after.indexOf('/');
    String word = slash < 0 ? after : after.substring(0, slash);
    String name = slash < 0 ? "" : after.substring(slash + 1);
    Kind first = kind(word);
    return Stream.of(Kind.values())
        .filter(kind -> kind.compareTo(first) >= 0)
        .flatMap(kind -> notUp(service, kind, kind == first ? name : ""));
  }

  /** Returns the kind with a name; the first one if there is no such kind. */
  private static Kind kind(String word) {
    return Stream.of(Kind.values())
        .filter(kind -> JsonFields.word(kind).equals(word))
        .findFirst()
        .orElse(Kind.TUNNEL);
  }

  private static Stream<OutOfService> notUp(StatusService service, Kind kind, String after) {
    return switch (kind) {
      case TUNNEL ->
          service
              .tunnels(after)
              .filter(tunnel -> tunnel.state() != TunnelState.UP)
              .map(OutOfService::of);
      case PSEUDOWIRE -> of(kind, service.pseudowires(after));
      case PEER_SESSION -> of(kind, service.sessions(after));
      case FUNNEL ->
          service
              .funnels(after)
              .filter(funnel -> funnel.state() != FunnelState.UP)
              .map(OutOfService::of);
    };
  }

  private static OutOfService of(TunnelStatus tunnel) {
    return new OutOfService(
        Kind.TUNNEL,
        tunnel.name(),
        tunnel.state(),
        Optional.empty(),
        tunnel.since(),
        tunnel.lastError());
  }

  private static Stream<OutOfService> of(Kind kind, Stream<PseudowireStatus> all) {
    return all.filter(found -> found.state() != PseudowireState.UP)
        .map(
            found ->
                new OutOfService(
                    kind,
                    found.name(),
                    found.state(),
                    Optional.of(found.settings().up() ? "up" : "down"),
                    found.since(),
                    found.lastError()));
  }

  private static OutOfService of(FunnelStatus funnel) {
    return new OutOfService(
        Kind.FUNNEL,
        funnel.name(),
        funnel.state(),
        Optional.empty(),
        funnel.since(),
        funnel.lastError());
  }

  /** Returns the text that identifies the object: its kind, a slash and its name. */
  String key() {
    return JsonFields.word(kind) + "/" + name;
  }

  static void write(JsonGenerator json, OutOfService object) throws IOException {
    json.writeStartObject();
    json.writeStringField("kind", JsonFields.word(object.kind));
    json.writeStringField("name", object.name);
    JsonFields.optional(json, "admin-status", object.admin);
    JsonFields.state(json, JsonFields.word(object.state), object.since, object.lastError);
    json.writeEndObject();
  }
}
