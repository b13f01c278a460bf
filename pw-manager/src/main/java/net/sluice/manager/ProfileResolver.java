package net.sluice.manager;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.sluice.l2tp.Cookie;
import net.sluice.l2tp.Encapsulation;
import net.sluice.l2tp.InterfaceSettings;
import net.sluice.l2tp.Mtu;
import net.sluice.l2tp.PseudowireProfile;
import net.sluice.l2tp.Sequencing;
import net.sluice.l2tp.SessionProfile;
import net.sluice.l2tp.Sublayer;
import net.sluice.l2tp.TunnelProfile;
import net.sluice.yang.L2tpModel;
import net.sluice.yang.PseudowireModel;
import org.opendaylight.yangtools.yang.common.ErrorTag;
import org.opendaylight.yangtools.yang.common.QName;
import org.opendaylight.yangtools.yang.common.Uint16;
import org.opendaylight.yangtools.yang.common.Uint32;
import org.opendaylight.yangtools.yang.data.api.YangInstanceIdentifier;
import org.opendaylight.yangtools.yang.data.api.schema.MapEntryNode;

/**
 * Maps list entries of the model to the engine's profiles. Inheritance: the value on the instance,
 * then its named profile, then the profile "default", then the built-in value. What can't be mapped
 * goes to the list of errors.
 */
final class ProfileResolver {
  private static final int L2TP_PORT = 1701; // RFC 3931 section 4.1.2
  private static final String DEFAULT_PROFILE = "default";

  private final ConfigReader config;
  private final List<ConfigError> errors;

  ProfileResolver(ConfigReader config, List<ConfigError> errors) {
    this.config = config;
    this.errors = errors;
  }

  /** A list entry and the profiles that it inherits from, nearest first. */
  private record Inherited(List<MapEntryNode> levels) {
    Optional<Object> value(QName leaf) {
      for (MapEntryNode level : levels) {
        Optional<Object> value = ConfigReader.value(level, leaf);
        if (value.isPresent()) {
          return value;
        }
      }
      return Optional.empty();
    }

    Optional<String> text(QName leaf) {
      return value(leaf).map(Object::toString);
    }
  }

  /** The name of a tunnel or pseudowire. */
  static String name(MapEntryNode entry) {
    return entry.name().asMap().values().iterator().next().toString();
  }

  Optional<TunnelProfile> tunnel(MapEntryNode entry) {
    Inherited inherited =
        inherited(
            entry,
            ConfigReader.text(entry, L2tpModel.PROFILE).flatMap(config::tunnelProfile),
            config.tunnelProfile(DEFAULT_PROFILE));
    String name = name(entry);
    YangInstanceIdentifier path = L2tpModel.tunnel(name);
    Optional<Long> localId = id(entry, path, L2tpModel.LOCAL_TUNNEL_ID, "tunnel", name);
    Optional<Long> peerId = id(entry, path, L2tpModel.PEER_TUNNEL_ID, "tunnel", name);
    Optional<String> peer = inherited.text(L2tpModel.PEER_ADDRESS);
    Optional<String> local = inherited.text(L2tpModel.LOCAL_ADDRESS);
    if (local.isEmpty()) {
      missing(
          path.node(L2tpModel.LOCAL_ADDRESS),
          "tunnel '%s': local-address is missing: give it on the tunnel or in its profile"
              .formatted(name));
    }
    if (localId.isEmpty() || peerId.isEmpty() || local.isEmpty() || peer.isEmpty()) {
      return Optional.empty();
    }
    InetAddress localAddress = address(local.get());
    InetAddress peerAddress = address(peer.get());
    Optional<ConfigError> wrong = checkAddresses(name, path, local.get(), peer.get());
    if (wrong.isPresent()) {
      errors.add(wrong.get());
      return Optional.empty();
    }
    boolean udp = inherited.text(L2tpModel.ENCAPSULATION).orElse("udp").equals("udp");
    return Optional.of(
        new TunnelProfile(
            name,
            localId.get(),
            peerId.get(),
            udp ? Encapsulation.UDP : Encapsulation.IP,
            localAddress,
            udp ? port(inherited, L2tpModel.LOCAL_PORT) : 0,
            peerAddress,
            udp ? port(inherited, L2tpModel.PEER_PORT) : 0,
            !udp || (boolean) inherited.value(L2tpModel.UDP_CHECKSUM).orElse(true)));
  }

  /**
   * @param interfaceName its interface's name, made or given
   */
  Optional<PseudowireProfile> pseudowire(
      MapEntryNode entry, TunnelProfile tunnel, String interfaceName) {
    Inherited inherited =
        inherited(
            entry,
            ConfigReader.text(entry, PseudowireModel.PROFILE).flatMap(config::pseudowireProfile),
            config.pseudowireProfile(DEFAULT_PROFILE));
    String name = name(entry);
    YangInstanceIdentifier path = PseudowireModel.pseudowire(name);
    Optional<Long> localId = id(entry, path, PseudowireModel.LOCAL_SESSION_ID, "pseudowire", name);
    Optional<Long> peerId = id(entry, path, PseudowireModel.PEER_SESSION_ID, "pseudowire", name);
    Sequencing sequencing =
        switch (inherited.text(PseudowireModel.SEQUENCING).orElse("none")) {
          case "send" -> Sequencing.SEND;
          case "receive" -> Sequencing.RECEIVE;
          case "both" -> Sequencing.BOTH;
          default -> Sequencing.NONE;
        };
    Optional<Sublayer> sublayer = sublayer(inherited, sequencing, name, path);
    if (localId.isEmpty() || peerId.isEmpty() || sublayer.isEmpty()) {
      return Optional.empty();
    }
    SessionProfile session =
        new SessionProfile(
            tunnel.tunnelId(),
            tunnel.peerTunnelId(),
            localId.get(),
            peerId.get(),
            cookie(entry, PseudowireModel.TRANSMIT_COOKIE),
            cookie(entry, PseudowireModel.RECEIVE_COOKIE),
            sublayer.get(),
            sequencing,
            interfaceName);
    int mtu =
        inherited.value(PseudowireModel.MTU).orElse("auto") instanceof Uint16 fixed
            ? fixed.intValue()
            : Mtu.inner(tunnel, session.transmitCookie(), session.sublayer());
    InterfaceSettings settings =
        new InterfaceSettings(
            interfaceName,
            name,
            mtu,
            !ConfigReader.text(entry, PseudowireModel.ADMIN_STATUS).equals(Optional.of("down")),
            bridge(entry));
    return Optional.of(new PseudowireProfile(name, tunnel.name(), session, settings));
  }

  private static Inherited inherited(
      MapEntryNode entry, Optional<MapEntryNode> named, Optional<MapEntryNode> byDefault) {
    List<MapEntryNode> levels = new ArrayList<>(3);
    levels.add(entry);
    named.ifPresent(levels::add);
    byDefault.ifPresent(levels::add);
    return new Inherited(levels);
  }

  private static Optional<ConfigError> checkAddresses(
      String name, YangInstanceIdentifier path, String localText, String peerText) {
    InetAddress local = address(localText);
    InetAddress peer = address(peerText);
    if (local instanceof Inet6Address != peer instanceof Inet6Address) {
      String message =
          "tunnel '%s': local-address %s is %s but peer-address %s is %s: both must be of one family"
              .formatted(name, localText, family(local), peerText, family(peer));
      return Optional.of(invalid(path.node(L2tpModel.LOCAL_ADDRESS), message));
    }
    if (peer.isAnyLocalAddress() || peer.isMulticastAddress()) {
      String message =
          "tunnel '%s': peer-address %s is not the address of one host".formatted(name, peerText);
      return Optional.of(invalid(path.node(L2tpModel.PEER_ADDRESS), message));
    }
    if (local.isAnyLocalAddress() || local.isMulticastAddress()) {
      String message =
          "tunnel '%s': local-address %s is not an address that this host can have"
              .formatted(name, localText);
      return Optional.of(invalid(path.node(L2tpModel.LOCAL_ADDRESS), message));
    }
    return Optional.empty();
  }

  private Optional<Sublayer> sublayer(
      Inherited inherited, Sequencing sequencing, String name, YangInstanceIdentifier path) {
    Optional<String> given = inherited.text(PseudowireModel.SUBLAYER);
    if (sequencing != Sequencing.NONE && given.equals(Optional.of("none"))) {
      errors.add(
          invalid(
              path.node(PseudowireModel.SUBLAYER),
              "pseudowire '%s': sequencing needs the default sublayer, but sublayer is none"
                  .formatted(name)));
      return Optional.empty();
    }
    boolean none = given.map("none"::equals).orElse(sequencing == Sequencing.NONE);
    return Optional.of(none ? Sublayer.NONE : Sublayer.DEFAULT);
  }

  private Optional<Long> id(
      MapEntryNode entry, YangInstanceIdentifier path, QName leaf, String kind, String name) {
    Optional<Long> id = ConfigReader.value(entry, leaf).map(value -> ((Uint32) value).longValue());
    if (id.isEmpty()) {
      missing(
          path.node(leaf),
          "%s '%s': %s is missing: a static %s needs it"
              .formatted(kind, name, leaf.getLocalName(), kind));
    }
    return id;
  }

  private static int port(Inherited inherited, QName leaf) {
    return inherited.value(leaf).map(value -> ((Uint16) value).intValue()).orElse(L2TP_PORT);
  }

  private static Cookie cookie(MapEntryNode entry, QName leaf) {
    return Cookie.parse(ConfigReader.text(entry, leaf).orElse(""));
  }

  private static Optional<String> bridge(MapEntryNode entry) {
    return ConfigReader.child(entry, PseudowireModel.ATTACHMENT)
        .flatMap(attachment -> ConfigReader.text(attachment, PseudowireModel.BRIDGE));
  }

  /** The model lets only literals through, so nothing is resolved. */
  private static InetAddress address(String literal) {
    try {
      return InetAddress.getByName(literal);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(literal + " is no address", e);
    }
  }

  private static String family(InetAddress address) {
    return address instanceof Inet6Address ? "IPv6" : "IPv4";
  }

  private void missing(YangInstanceIdentifier path, String message) {
    errors.add(ConfigError.at(path, ErrorTag.MISSING_ELEMENT, message));
  }

  private static ConfigError invalid(YangInstanceIdentifier path, String message) {
    return ConfigError.at(path, ErrorTag.INVALID_VALUE, message);
  }
}
