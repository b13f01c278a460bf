package net.sluice.manager.resolve;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.sluice.l2tp.Encapsulation;
import net.sluice.l2tp.LcceProfile;
import net.sluice.l2tp.LcceProfile.Listener;
import net.sluice.l2tp.PeerProfile;
import net.sluice.l2tp.PeerProfile.Prefix;
import net.sluice.manager.config.Addresses;
import net.sluice.manager.config.ConfigReader;
import net.sluice.manager.config.Inherited;
import net.sluice.manager.config.Problems;
import net.sluice.manager.desired.LocalHost;
import net.sluice.manager.desired.TunnelSummary;
import net.sluice.yang.L2tpModel;
import org.opendaylight.yangtools.yang.common.QName;
import org.opendaylight.yangtools.yang.data.api.YangInstanceIdentifier;
import org.opendaylight.yangtools.yang.data.api.schema.DataContainerNode;
import org.opendaylight.yangtools.yang.data.api.schema.MapEntryNode;

/** Maps the settings of the system and the peer profiles to the profiles of the L2TP engine. */
final class LcceResolver {
  private static final int L2TP_PORT = 1701; // RFC 3931 section 4.1.2
  private static final List<String> WILDCARDS = List.of("0.0.0.0", "::");
  private static final long HALF_OPEN = 1000;
  private static final long SETUP_RATE = 100;

  private final ConfigReader config;
  private final LocalHost host;
  private final Problems problems;

  LcceResolver(ConfigReader config, LocalHost host, Problems problems) {
    this.config = config;
    this.host = host;
    this.problems = problems;
  }

  /** Returns the Host Name that is used if no tunnel or profile has one. */
  String hostName() {
    return config.system(L2tpModel.HOST_NAME).map(Object::toString).orElse(host.hostName());
  }

  /**
   * Maps the settings of the system.
   *
   * @param tunnels the common properties of all tunnels
   * @param peers true if there are peer profiles
   */
  LcceProfile lcce(TunnelSummary tunnels, boolean peers) {
    return new LcceProfile(
        hostName(),
        config
            .system(L2tpModel.ROUTER_ID)
            .map(id -> Addresses.number(Addresses.parse(id.toString())))
            .or(tunnels::lowestLocalAddress)
            .orElseGet(() -> digest(hostName())),
        host.vendorName(),
        config.listeners().isEmpty() ? defaultListeners(tunnels, peers) : listeners(),
        count(config.maxTunnels()),
        count(config.maxSessions()),
        count(config.limit(L2tpModel.HALF_OPEN, HALF_OPEN)),
        count(config.limit(L2tpModel.SETUP_RATE, SETUP_RATE)),
        config.system(L2tpModel.DRAIN).equals(Optional.of(true)));
  }

  /** Returns the valid peer profiles, sorted by name. */
  List<PeerProfile> peers() {
    Map<Object, String> matches = new HashMap<>();
    List<PeerProfile> peers = new ArrayList<>();
    for (MapEntryNode entry : config.peerProfiles()) {
      peer(entry, matches).ifPresent(peers::add);
    }
    return List.copyOf(peers);
  }

  private Optional<PeerProfile> peer(MapEntryNode entry, Map<Object, String> matches) {
    String name = ConfigReader.name(entry);
    YangInstanceIdentifier path = L2tpModel.peerProfile(name);
    Optional<DataContainerNode> match = ConfigReader.child(entry, L2tpModel.MATCH);
    Optional<String> hostName = match.flatMap(node -> ConfigReader.text(node, L2tpModel.HOST_NAME));
    Optional<String> prefixText = match.flatMap(node -> ConfigReader.text(node, L2tpModel.PREFIX));
    Optional<Prefix> prefix = prefixText.flatMap(Addresses::parsePrefix);
    if (hostName.isEmpty() && prefix.isEmpty()) {
      prefixText.ifPresent(
          text ->
              problems.invalid(
                  path.node(L2tpModel.MATCH).node(L2tpModel.PREFIX),
                  "peer-profile '%s': the length of prefix %s is greater than the size of its address"
                      .formatted(name, text)));
      return Optional.empty();
    }
    Object key = hostName.isPresent() ? hostName.get() : prefix.get();
    QName leaf = hostName.isPresent() ? L2tpModel.HOST_NAME : L2tpModel.PREFIX;
    String rival = matches.putIfAbsent(key, name);
    if (rival != null) {
      problems.notUnique(
          entryName -> L2tpModel.peerProfile(entryName).node(L2tpModel.MATCH).node(leaf),
          name,
          rival,
          "peer-profile '%s': %s %s is already used by peer-profile '%s'"
              .formatted(name, leaf.getLocalName(), hostName.or(() -> prefixText).get(), rival));
    }
    Inherited inherited =
        Inherited.of(
            ConfigReader.text(entry, L2tpModel.TUNNEL_PROFILE).flatMap(config::tunnelProfile),
            config.tunnelProfile(TunnelResolver.DEFAULT_PROFILE));
    return Optional.of(
        new PeerProfile(
            name,
            hostName,
            prefix,
            ConfigReader.value(entry, L2tpModel.REFUSE).equals(Optional.of(true)),
            ConfigReader.text(entry, L2tpModel.SESSION_PROFILE),
            Inherited.of(Optional.of(entry))
                .number(L2tpModel.MAX_SESSIONS, PeerProfile.MAX_SESSIONS),
            ControlParameterReader.read(
                inherited,
                hostName(),
                (wrong, message) ->
                    problems.invalid(
                        path.node(L2tpModel.TUNNEL_PROFILE),
                        "peer-profile '%s': %s".formatted(name, message)))));
  }

  private List<Listener> listeners() {
    Map<Listener, String> listeners = new HashMap<>();
    List<Listener> inOrder = new ArrayList<>();
    for (MapEntryNode entry : config.listeners()) {
      String name = ConfigReader.name(entry);
      Inherited values = Inherited.of(Optional.of(entry));
      boolean udp = values.text(L2tpModel.ENCAPSULATION).orElse("udp").equals("udp");
      InetAddress address = Addresses.parse(values.text(L2tpModel.ADDRESS).orElse("0.0.0.0"));
      Listener listener =
          new Listener(
              udp ? Encapsulation.UDP : Encapsulation.IP,
              address,
              udp ? values.number(L2tpModel.PORT, L2TP_PORT) : 0);
      if (address.isMulticastAddress()) {
        problems.invalid(
            L2tpModel.listen(name).node(L2tpModel.ADDRESS),
            "listen '%s': %s is a multicast address; use an address of this host"
                .formatted(name, address.getHostAddress()));
      }
      String rival = listeners.putIfAbsent(listener, name);
      if (rival == null) {
        inOrder.add(listener);
      } else {
        problems.notUnique(
            L2tpModel.listen(name),
            List.of(address(name), address(rival)),
            "listen '%s' has the same address, port and encapsulation as listen '%s'"
                .formatted(name, rival));
      }
    }
    return List.copyOf(inOrder);
  }

  private static YangInstanceIdentifier address(String listener) {
    return L2tpModel.listen(listener).node(L2tpModel.ADDRESS);
  }

  /**
   * Returns the listeners if none are configured: all addresses, for each encapsulation that
   * dynamic tunnels or peer profiles use.
   */
  private static List<Listener> defaultListeners(TunnelSummary tunnels, boolean peers) {
    List<Listener> listeners = new ArrayList<>();
    for (String wildcard : WILDCARDS) {
      if (tunnels.hasDynamic() || peers) {
        listeners.add(new Listener(Encapsulation.UDP, Addresses.parse(wildcard), L2TP_PORT));
      }
      if (tunnels.hasDynamicOverIp()) {
        listeners.add(new Listener(Encapsulation.IP, Addresses.parse(wildcard), 0));
      }
    }
    return List.copyOf(listeners);
  }

  /** Returns a router id that is very likely unique to the host, and the same at each start. */
  private static long digest(String hostName) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(hostName.getBytes(StandardCharsets.UTF_8));
      return Integer.toUnsignedLong(ByteBuffer.wrap(digest).getInt());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java has no SHA-256", e);
    }
  }

  private static int count(long number) {
    return (int) Math.min(number, Integer.MAX_VALUE);
  }
}
