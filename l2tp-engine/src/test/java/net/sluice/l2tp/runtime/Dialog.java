package net.sluice.l2tp.runtime;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import net.sluice.l2tp.ControlParameters;
import net.sluice.l2tp.ControlParameters.Authentication;
import net.sluice.l2tp.ControlParameters.Timing;
import net.sluice.l2tp.DigestType;
import net.sluice.l2tp.Encapsulation;
import net.sluice.l2tp.Profiles;
import net.sluice.l2tp.PseudowireType;
import net.sluice.l2tp.RemoteEndId;
import net.sluice.l2tp.Sequencing;
import net.sluice.l2tp.SessionParameters;
import net.sluice.l2tp.SignaledPseudowireProfile;
import net.sluice.l2tp.SignaledTunnelProfile;
import net.sluice.l2tp.Sublayer;

/** The configuration of two speakers: a tunnel that the left one opens. */
final class Dialog {
  static final int PORT = 1701;

  private Dialog() {}

  /** Configures a tunnel and a pseudowire in it at two speakers. */
  static void configure(Speaker left, Speaker right, Encapsulation encapsulation, String prefix) {
    configure(left, right, encapsulation, prefix, true);
  }

  /** Configures a tunnel and a pseudowire in it at two speakers. */
  static void configure(
      Speaker left, Speaker right, Encapsulation encapsulation, String prefix, boolean freshPort) {
    InetAddress near = Profiles.ip(prefix + 1);
    InetAddress far = Profiles.ip(prefix + 2);
    right.listen("right", encapsulation, far, encapsulation == Encapsulation.UDP ? PORT : 0);
    right.configure(
        tunnel("t", encapsulation, far, near, false, freshPort), pseudowire("t", 1, false));
    left.configure(
        tunnel("t", encapsulation, near, far, true, freshPort), pseudowire("t", 1, true));
  }

  /** Configures also the tunnel "other" and the pseudowire pw2 in it. */
  static void configureOther(
      Speaker left, Speaker right, Encapsulation encapsulation, String prefix) {
    InetAddress near = Profiles.ip(prefix + 1);
    InetAddress far = Profiles.ip(prefix + 2);
    right.configure(
        tunnel("other", encapsulation, far, near, false, true), pseudowire("other", 2, false));
    left.configure(
        tunnel("other", encapsulation, near, far, true, true), pseudowire("other", 2, true));
  }

  private static ControlParameters parameters(String hostName, boolean freshPort) {
    return new ControlParameters(
        hostName,
        new Authentication(List.of("topsecret"), DigestType.SHA1, true),
        ControlParameters.of(hostName).delivery(),
        new Timing(
            Duration.ofMillis(500),
            Duration.ofSeconds(120),
            Duration.ofMillis(200),
            Duration.ofSeconds(2)),
        true,
        0,
        freshPort,
        Set.of());
  }

  /**
   * Returns one end of a tunnel; the Host Name of the left end is "left-" and the tunnel's name.
   */
  static SignaledTunnelProfile tunnel(
      String name,
      Encapsulation encapsulation,
      InetAddress local,
      InetAddress peer,
      boolean initiate,
      boolean freshPort) {
    boolean udp = encapsulation == Encapsulation.UDP;
    return new SignaledTunnelProfile(
        name,
        encapsulation,
        local,
        0,
        peer,
        udp ? PORT : 0,
        true,
        initiate,
        initiate ? Optional.empty() : Optional.of("left-" + name),
        Optional.empty(),
        parameters(initiate ? "left-" + name : "right", freshPort));
  }

  /** Returns one end of a numbered pseudowire, with all options. */
  static SignaledPseudowireProfile pseudowire(String tunnel, int number, boolean initiate) {
    SessionParameters parameters =
        new SessionParameters(
            PseudowireType.ETHERNET, 8, Optional.empty(), Sublayer.DEFAULT, Sequencing.BOTH);
    return new SignaledPseudowireProfile(
        "pw" + number, tunnel, RemoteEndId.ofNumber(number), initiate, true, parameters);
  }
}
