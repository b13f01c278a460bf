package net.sluice.manager.resolve;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import net.sluice.l2tp.Encapsulation;
import net.sluice.l2tp.SignaledTunnelProfile;
import net.sluice.l2tp.SignaledTunnelProfile.TunnelIds;
import net.sluice.l2tp.TunnelProfile;
import net.sluice.manager.config.Addresses;
import net.sluice.manager.config.ConfigReader;
import net.sluice.manager.config.Inherited;
import net.sluice.manager.config.Problems;
import net.sluice.manager.desired.DesiredTunnel;
import net.sluice.yang.L2tpModel;
import org.opendaylight.yangtools.yang.common.QName;
import org.opendaylight.yangtools.yang.common.Uint32;
import org.opendaylight.yangtools.yang.data.api.YangInstanceIdentifier;
import org.opendaylight.yangtools.yang.data.api.schema.MapEntryNode;

/**
 * Maps tunnels of the model to the engine's profiles. Inheritance: the value on the tunnel, then
 * its named profile, then the profile "default", then the built-in value.
 */
final class TunnelResolver {
  static final String DEFAULT_PROFILE = "default";

  private static final int L2TP_PORT = 1701; // RFC 3931 section 4.1.2
  private static final int ANY_PORT = 0;

  /** Nodes that have a meaning for dynamic tunnels only. */
  private static final List<QName> DYNAMIC_ONLY =
      List.of(
          L2tpModel.INITIATE,
          L2tpModel.HOST_NAME,
          L2tpModel.PEER_HOST_NAME,
          L2tpModel.HIDE_AVPS,
          L2tpModel.TIE_BREAKER,
          L2tpModel.ESTABLISH_TIMEOUT,
          L2tpModel.RETRY_INTERVAL,
          L2tpModel.RETRY_CAP,
          L2tpModel.MAX_SESSIONS,
          L2tpModel.ANSWER_PORT);

  /** Nodes that have a meaning for tunnels with control messages only. */
  private static final List<QName> SIGNALED_ONLY =
      List.of(
          L2tpModel.SECRET,
          L2tpModel.SECONDARY_SECRET,
          L2tpModel.MESSAGE_DIGEST,
          L2tpModel.HELLO_INTERVAL,
          L2tpModel.RETRANSMIT,
          L2tpModel.RECEIVE_WINDOW,
          L2tpModel.QUIRK);

  /** Nodes that dynamic tunnels negotiate. */
  private static final List<QName> UNSIGNALED_ONLY =
      List.of(L2tpModel.LOCAL_TUNNEL_ID, L2tpModel.PEER_TUNNEL_ID);

  /** The kind of a tunnel, by its leaf signaling. */
  private enum Kind {
    STATIC,
    KEEPALIVE,
    DYNAMIC;

    /** Returns the nodes that have no meaning for a tunnel of this kind. */
    Stream<QName> meaningless() {
      return switch (this) {
        case STATIC -> Stream.concat(DYNAMIC_ONLY.stream(), SIGNALED_ONLY.stream());
        case KEEPALIVE -> DYNAMIC_ONLY.stream();
        case DYNAMIC -> UNSIGNALED_ONLY.stream();
      };
    }

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    static Kind of(MapEntryNode tunnel) {
      return switch (ConfigReader.text(tunnel, L2tpModel.SIGNALING).orElse("")) {
        case "dynamic" -> DYNAMIC;
        case "keepalive" -> KEEPALIVE;
        default -> STATIC;
      };
    }
  }

  private record Ends(InetAddress local, InetAddress peer) {}

  private final ConfigReader config;
  private final String hostName;
  private final Problems problems;

  /**
   * @param hostName the Host Name of tunnels that configure none
   */
  TunnelResolver(ConfigReader config, String hostName, Problems problems) {
    this.config = config;
    this.hostName = hostName;
    this.problems = problems;
  }

  /** Returns the resolved tunnel; empty if there are problems. */
  Optional<DesiredTunnel> resolve(MapEntryNode entry) {
    Inherited inherited =
        Inherited.of(
            Optional.of(entry),
            ConfigReader.text(entry, L2tpModel.PROFILE).flatMap(config::tunnelProfile),
            config.tunnelProfile(DEFAULT_PROFILE));
    String name = ConfigReader.name(entry);
    YangInstanceIdentifier path = L2tpModel.tunnel(name);
    Kind kind = Kind.of(entry);
    refuseMeaningless(entry, name, kind);
    Optional<TunnelIds> ids = kind == Kind.DYNAMIC ? Optional.empty() : ids(entry, name, kind);
    Optional<Ends> ends = ends(inherited, name, path);
    if (ends.isEmpty() || (kind != Kind.DYNAMIC && ids.isEmpty())) {
      return Optional.empty();
    }
    return Optional.of(
        kind == Kind.STATIC
            ? new DesiredTunnel.Static(unsignaled(name, inherited, ids.get(), ends.get()))
            : DesiredTunnel.of(signaled(entry, inherited, ids, ends.get())));
  }

  private static TunnelProfile unsignaled(
      String name, Inherited inherited, TunnelIds ids, Ends ends) {
    Encapsulation encapsulation = encapsulation(inherited);
    return new TunnelProfile(
        name,
        ids.local(),
        ids.peer(),
        encapsulation,
        ends.local,
        port(inherited, L2tpModel.LOCAL_PORT, L2TP_PORT),
        ends.peer,
        port(inherited, L2tpModel.PEER_PORT, L2TP_PORT),
        udpChecksum(inherited));
  }

  private SignaledTunnelProfile signaled(
      MapEntryNode entry, Inherited inherited, Optional<TunnelIds> ids, Ends ends) {
    String name = ConfigReader.name(entry);
    YangInstanceIdentifier path = L2tpModel.tunnel(name);
    return new SignaledTunnelProfile(
        name,
        encapsulation(inherited),
        ends.local,
        port(inherited, L2tpModel.LOCAL_PORT, ids.isPresent() ? L2TP_PORT : ANY_PORT),
        ends.peer,
        port(inherited, L2tpModel.PEER_PORT, L2TP_PORT),
        udpChecksum(inherited),
        ids.isPresent() || inherited.bool(L2tpModel.INITIATE, true),
        ConfigReader.text(entry, L2tpModel.PEER_HOST_NAME),
        ids,
        ControlParameterReader.read(
            inherited,
            hostName,
            (leaf, message) ->
                problems.invalid(path.node(leaf), "tunnel '%s': %s".formatted(name, message))));
  }

  /** Rejects nodes without a meaning on a tunnel. In a profile, they are ignored. */
  private void refuseMeaningless(MapEntryNode entry, String name, Kind kind) {
    kind.meaningless()
        .filter(node -> ConfigReader.has(entry, node))
        .forEach(
            node ->
                problems.invalid(
                    L2tpModel.tunnel(name).node(node),
                    "tunnel '%s': %s has no meaning where signaling is %s"
                        .formatted(name, node.getLocalName(), kind.word())));
  }

  private Optional<TunnelIds> ids(MapEntryNode entry, String name, Kind kind) {
    Optional<Long> local = id(entry, L2tpModel.LOCAL_TUNNEL_ID, name, kind);
    Optional<Long> peer = id(entry, L2tpModel.PEER_TUNNEL_ID, name, kind);
    return local.isPresent() && peer.isPresent()
        ? Optional.of(new TunnelIds(local.get(), peer.get()))
        : Optional.empty();
  }

  private Optional<Long> id(MapEntryNode entry, QName leaf, String name, Kind kind) {
    Optional<Long> id = ConfigReader.value(entry, leaf).map(value -> ((Uint32) value).longValue());
    if (id.isEmpty()) {
      problems.missing(
          L2tpModel.tunnel(name).node(leaf),
          "tunnel '%s': %s is missing: a %s tunnel needs it"
              .formatted(name, leaf.getLocalName(), kind.word()));
    }
    return id;
  }

  private Optional<Ends> ends(Inherited inherited, String name, YangInstanceIdentifier path) {
    Optional<String> localText = inherited.text(L2tpModel.LOCAL_ADDRESS);
    Optional<String> peerText = inherited.text(L2tpModel.PEER_ADDRESS);
    if (localText.isEmpty()) {
      problems.missing(
          path.node(L2tpModel.LOCAL_ADDRESS),
          "tunnel '%s': local-address is missing: give it on the tunnel or in its profile"
              .formatted(name));
    }
    if (localText.isEmpty() || peerText.isEmpty()) {
      return Optional.empty();
    }
    Ends ends = new Ends(Addresses.parse(localText.get()), Addresses.parse(peerText.get()));
    if (ends.local instanceof Inet6Address != ends.peer instanceof Inet6Address) {
      problems.invalid(
          path.node(L2tpModel.LOCAL_ADDRESS),
          "tunnel '%s': local-address %s is %s but peer-address %s is %s: both must be of one family"
              .formatted(
                  name,
                  localText.get(),
                  Addresses.family(ends.local),
                  peerText.get(),
                  Addresses.family(ends.peer)));
    } else if (ends.peer.isAnyLocalAddress() || ends.peer.isMulticastAddress()) {
      problems.invalid(
          path.node(L2tpModel.PEER_ADDRESS),
          "tunnel '%s': peer-address %s is not the address of one host"
              .formatted(name, peerText.get()));
    } else if (ends.local.isAnyLocalAddress() || ends.local.isMulticastAddress()) {
      problems.invalid(
          path.node(L2tpModel.LOCAL_ADDRESS),
          "tunnel '%s': local-address %s is not an address that this host can have"
              .formatted(name, localText.get()));
    } else {
      return Optional.of(ends);
    }
    return Optional.empty();
  }

  private static Encapsulation encapsulation(Inherited inherited) {
    return inherited.text(L2tpModel.ENCAPSULATION).orElse("udp").equals("udp")
        ? Encapsulation.UDP
        : Encapsulation.IP;
  }

  private static int port(Inherited inherited, QName leaf, int builtIn) {
    return encapsulation(inherited) == Encapsulation.UDP ? inherited.number(leaf, builtIn) : 0;
  }

  private static boolean udpChecksum(Inherited inherited) {
    return encapsulation(inherited) == Encapsulation.IP
        || inherited.bool(L2tpModel.UDP_CHECKSUM, true);
  }
}
