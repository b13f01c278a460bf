package net.sluice.manager.resolve;

import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import net.sluice.l2tp.AcceptProfile;
import net.sluice.l2tp.Cookie;
import net.sluice.l2tp.InterfaceSettings;
import net.sluice.l2tp.Mtu;
import net.sluice.l2tp.PseudowireProfile;
import net.sluice.l2tp.PseudowireType;
import net.sluice.l2tp.RemoteEndId;
import net.sluice.l2tp.Sequencing;
import net.sluice.l2tp.SessionParameters;
import net.sluice.l2tp.SessionProfile;
import net.sluice.l2tp.SignaledPseudowireProfile;
import net.sluice.l2tp.SignaledTunnelProfile;
import net.sluice.l2tp.SignaledTunnelProfile.TunnelIds;
import net.sluice.l2tp.Sublayer;
import net.sluice.l2tp.TunnelProfile;
import net.sluice.manager.config.ConfigReader;
import net.sluice.manager.config.Inherited;
import net.sluice.manager.config.Problems;
import net.sluice.manager.desired.AcceptedSession;
import net.sluice.manager.desired.BridgeAttachment;
import net.sluice.manager.desired.DesiredPseudowire;
import net.sluice.manager.desired.DesiredTunnel;
import net.sluice.manager.desired.FunnelAttachment;
import net.sluice.yang.L2tpModel;
import net.sluice.yang.PseudowireModel;
import org.opendaylight.yangtools.yang.common.QName;
import org.opendaylight.yangtools.yang.common.Uint16;
import org.opendaylight.yangtools.yang.common.Uint32;
import org.opendaylight.yangtools.yang.data.api.YangInstanceIdentifier;
import org.opendaylight.yangtools.yang.data.api.schema.MapEntryNode;

/**
 * Maps pseudowires and session profiles of the model to the engine's profiles. Inheritance: the
 * value on the pseudowire, then its named profile, then the profile "default", then the built-in
 * value.
 */
final class PseudowireResolver {
  /** Leaves that have a meaning in dynamic tunnels only. */
  private static final List<QName> SIGNALED_ONLY =
      List.of(
          PseudowireModel.REMOTE_END_ID, PseudowireModel.INITIATE, PseudowireModel.COOKIE_LENGTH);

  /** Leaves that have no meaning in dynamic tunnels. */
  private static final List<QName> UNSIGNALED_ONLY =
      List.of(
          PseudowireModel.LOCAL_SESSION_ID,
          PseudowireModel.PEER_SESSION_ID,
          PseudowireModel.TRANSMIT_COOKIE);

  /** Length of automatic cookies: only 64 bits keep forged packets out (RFC 3931 section 8.2). */
  private static final int COOKIE_OCTETS = 8;

  /** Stands for an MTU that is calculated when the session is negotiated. */
  private static final int AUTOMATIC = 0;

  private static final String HEX = "0x";

  private final ConfigReader config;
  private final Problems problems;

  PseudowireResolver(ConfigReader config, Problems problems) {
    this.config = config;
    this.problems = problems;
  }

  /**
   * The object that is mapped.
   *
   * @param node returns the path at which a problem with a leaf is reported
   * @param text the type and name of the object, for messages
   */
  private record Subject(Function<QName, YangInstanceIdentifier> node, String text) {}

  /**
   * The interface of a pseudowire.
   *
   * @param name its name, automatic or configured
   * @param attached its bridge and port
   */
  record Link(String name, BridgeAttachment attached) {}

  /**
   * Returns the resolved pseudowire; empty if there are problems.
   *
   * @param link its interface
   */
  Optional<DesiredPseudowire> resolve(MapEntryNode entry, DesiredTunnel tunnel, Link link) {
    String name = ConfigReader.name(entry);
    Subject subject =
        new Subject(PseudowireModel.pseudowire(name)::node, "pseudowire '" + name + "'");
    Inherited inherited = inherited(Optional.of(entry), entry, PseudowireModel.PROFILE);
    return switch (tunnel) {
      case DesiredTunnel.Static of ->
          fixed(entry, inherited, subject, of.profile(), link, "static")
              .map(DesiredPseudowire.Static::new);
      case DesiredTunnel.Keepalive of ->
          fixed(entry, inherited, subject, withIds(of.profile()), link, "keepalive")
              .map(DesiredPseudowire.Keepalive::new);
      case DesiredTunnel.Dynamic ignored ->
          dynamic(entry, inherited, subject, link).map(pseudowire -> pseudowire);
    };
  }

  /**
   * Returns the settings of sessions that a session profile accepts; empty if there are problems.
   */
  Optional<AcceptedSession> accepted(MapEntryNode entry) {
    String name = ConfigReader.name(entry);
    Subject subject =
        new Subject(
            leaf -> L2tpModel.sessionProfile(name).node(L2tpModel.PSEUDOWIRE_PROFILE),
            "session-profile '" + name + "'");
    Inherited inherited = inherited(Optional.empty(), entry, L2tpModel.PSEUDOWIRE_PROFILE);
    return sublayer(inherited, subject)
        .map(
            sublayer ->
                new AcceptedSession(
                    new AcceptProfile(
                        name,
                        ConfigReader.value(entry, L2tpModel.REMOTE_END_ID)
                            .map(PseudowireResolver::remoteEndId),
                        parameters(inherited, sublayer, Optional.empty())),
                    fixedMtu(inherited).orElse(AUTOMATIC),
                    FunnelDeltaResolver.bridge(entry),
                    FunnelAttachment.of(entry)));
  }

  private Inherited inherited(Optional<MapEntryNode> own, MapEntryNode entry, QName reference) {
    return Inherited.of(
        own,
        ConfigReader.text(entry, reference).flatMap(config::pseudowireProfile),
        config.pseudowireProfile(TunnelResolver.DEFAULT_PROFILE));
  }

  private Optional<PseudowireProfile> fixed(
      MapEntryNode entry,
      Inherited inherited,
      Subject subject,
      TunnelProfile tunnel,
      Link link,
      String kind) {
    refuse(entry, SIGNALED_ONLY, subject, kind);
    if (type(inherited) == PseudowireType.ETHERNET_VLAN) {
      problems.invalid(
          subject.node.apply(PseudowireModel.TYPE),
          "%s: type ethernet-vlan needs a dynamic tunnel: a %s tunnel does not signal the type"
              .formatted(subject.text, kind));
    }
    Optional<Long> localId = id(entry, PseudowireModel.LOCAL_SESSION_ID, subject, kind);
    Optional<Long> peerId = id(entry, PseudowireModel.PEER_SESSION_ID, subject, kind);
    Optional<Sublayer> sublayer = sublayer(inherited, subject);
    if (localId.isEmpty() || peerId.isEmpty() || sublayer.isEmpty()) {
      return Optional.empty();
    }
    SessionProfile session =
        new SessionProfile(
            tunnel.tunnelId(),
            tunnel.peerTunnelId(),
            localId.get(),
            peerId.get(),
            cookie(entry, PseudowireModel.TRANSMIT_COOKIE).orElse(Cookie.NONE),
            cookie(entry, PseudowireModel.RECEIVE_COOKIE).orElse(Cookie.NONE),
            sublayer.get(),
            sequencing(inherited),
            link.name());
    int mtu =
        fixedMtu(inherited)
            .orElseGet(() -> Mtu.inner(tunnel, session.transmitCookie(), session.sublayer()));
    return Optional.of(
        new PseudowireProfile(
            ConfigReader.name(entry), tunnel.name(), session, settings(entry, link, mtu)));
  }

  private Optional<DesiredPseudowire.Dynamic> dynamic(
      MapEntryNode entry, Inherited inherited, Subject subject, Link link) {
    refuse(entry, UNSIGNALED_ONLY, subject, "dynamic");
    String name = ConfigReader.name(entry);
    InterfaceSettings settings = settings(entry, link, fixedMtu(inherited).orElse(AUTOMATIC));
    return sublayer(inherited, subject)
        .map(
            sublayer ->
                new DesiredPseudowire.Dynamic(
                    new SignaledPseudowireProfile(
                        name,
                        ConfigReader.text(entry, PseudowireModel.TUNNEL).orElseThrow(),
                        ConfigReader.value(entry, PseudowireModel.REMOTE_END_ID)
                            .map(PseudowireResolver::remoteEndId)
                            .orElseGet(() -> RemoteEndId.ofText(name)),
                        inherited.bool(PseudowireModel.INITIATE, true),
                        settings.up(),
                        parameters(
                            inherited, sublayer, cookie(entry, PseudowireModel.RECEIVE_COOKIE))),
                    settings));
  }

  private static SessionParameters parameters(
      Inherited inherited, Sublayer sublayer, Optional<Cookie> receiveCookie) {
    return new SessionParameters(
        type(inherited),
        receiveCookie
            .map(Cookie::octets)
            .orElseGet(() -> inherited.number(PseudowireModel.COOKIE_LENGTH, COOKIE_OCTETS)),
        receiveCookie,
        sublayer,
        sequencing(inherited));
  }

  private static InterfaceSettings settings(MapEntryNode entry, Link link, int mtu) {
    return new InterfaceSettings(
        link.name(),
        ConfigReader.name(entry),
        mtu,
        !ConfigReader.text(entry, PseudowireModel.ADMIN_STATUS).equals(Optional.of("down")),
        link.attached().bridge(),
        false,
        link.attached().port());
  }

  /** A keepalive tunnel, of which all is known but the socket, as the data plane will see it. */
  private static TunnelProfile withIds(SignaledTunnelProfile tunnel) {
    TunnelIds ids = tunnel.keepalive().orElseThrow();
    return new TunnelProfile(
        tunnel.name(),
        ids.local(),
        ids.peer(),
        tunnel.encapsulation(),
        tunnel.localAddress(),
        tunnel.localPort(),
        tunnel.peerAddress(),
        tunnel.peerPort(),
        tunnel.udpChecksum());
  }

  /** Rejects leaves without a meaning on a pseudowire. In a profile, they are ignored. */
  private void refuse(MapEntryNode entry, List<QName> leaves, Subject subject, String kind) {
    for (QName leaf : leaves) {
      if (ConfigReader.has(entry, leaf)) {
        problems.invalid(
            subject.node.apply(leaf),
            "%s: %s has no meaning in a %s tunnel"
                .formatted(subject.text, leaf.getLocalName(), kind));
      }
    }
  }

  private Optional<Long> id(MapEntryNode entry, QName leaf, Subject subject, String kind) {
    Optional<Long> id = ConfigReader.value(entry, leaf).map(value -> ((Uint32) value).longValue());
    if (id.isEmpty()) {
      problems.missing(
          subject.node.apply(leaf),
          "%s: %s is missing: a pseudowire in a %s tunnel needs it"
              .formatted(subject.text, leaf.getLocalName(), kind));
    }
    return id;
  }

  private Optional<Sublayer> sublayer(Inherited inherited, Subject subject) {
    boolean sequenced = sequencing(inherited) != Sequencing.NONE;
    Optional<String> given = inherited.text(PseudowireModel.SUBLAYER);
    if (sequenced && given.equals(Optional.of("none"))) {
      problems.invalid(
          subject.node.apply(PseudowireModel.SUBLAYER),
          "%s: sequencing needs the default sublayer, but sublayer is none"
              .formatted(subject.text));
      return Optional.empty();
    }
    boolean none = given.map("none"::equals).orElse(!sequenced);
    return Optional.of(none ? Sublayer.NONE : Sublayer.DEFAULT);
  }

  private static Sequencing sequencing(Inherited inherited) {
    return switch (inherited.text(PseudowireModel.SEQUENCING).orElse("none")) {
      case "send" -> Sequencing.SEND;
      case "receive" -> Sequencing.RECEIVE;
      case "both" -> Sequencing.BOTH;
      default -> Sequencing.NONE;
    };
  }

  private static PseudowireType type(Inherited inherited) {
    return inherited.text(PseudowireModel.TYPE).equals(Optional.of("ethernet-vlan"))
        ? PseudowireType.ETHERNET_VLAN
        : PseudowireType.ETHERNET;
  }

  /** The MTU; empty for {@code auto}. */
  private static Optional<Integer> fixedMtu(Inherited inherited) {
    return inherited
        .value(PseudowireModel.MTU)
        .filter(Uint16.class::isInstance)
        .map(mtu -> ((Uint16) mtu).intValue());
  }

  private static RemoteEndId remoteEndId(Object value) {
    if (value instanceof Uint32 number) {
      return RemoteEndId.ofNumber(number.longValue());
    }
    String text = value.toString();
    return text.regionMatches(true, 0, HEX, 0, HEX.length())
        ? RemoteEndId.of(HexFormat.of().parseHex(text.substring(HEX.length())))
        : RemoteEndId.ofText(text);
  }

  private static Optional<Cookie> cookie(MapEntryNode entry, QName leaf) {
    return ConfigReader.text(entry, leaf).map(Cookie::parse);
  }
}
