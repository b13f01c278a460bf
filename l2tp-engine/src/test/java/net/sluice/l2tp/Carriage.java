package net.sluice.l2tp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import net.sluice.netlink.Await;

/** Sends frames across pseudowires between two sites. */
public final class Carriage {
  private final Site left;
  private final Site right;

  public Carriage(Site left, Site right) {
    this.left = left;
    this.right = right;
  }

  /**
   * Carries frames of full size both ways, with cookies of all lengths, with and without sublayer,
   * and with the given uses of sequence numbers.
   */
  public void carriesAllKinds(TunnelProfile tunnel, Sequencing... sequencings) {
    left.applied(new Step.CreateTunnel(tunnel));
    right.applied(new Step.CreateTunnel(Profiles.peerOf(tunnel)));
    List<String> cookies = List.of("", "89abcdef", "0123456789abcdef");
    for (String cookie : cookies) {
      Cookie transmit = Cookie.parse(cookie);
      Cookie receive = Cookie.parse(cookie.replace("89", "98"));
      for (Sequencing sequencing : sequencings) {
        carries(tunnel, Profiles.session(1, 7, transmit, receive, Sublayer.DEFAULT, sequencing));
      }
      carries(tunnel, Profiles.session(1, 7, transmit, receive, Sublayer.NONE, Sequencing.NONE));
    }
    assertEquals(0, fragmentsMade(left), "frames were sent in fragments");
    assertEquals(0, fragmentsMade(right), "frames were sent in fragments");
  }

  /** Creates a session, sends frames of full size both ways, checks the counters, deletes it. */
  public void carries(TunnelProfile tunnel, SessionProfile session) {
    int mtu = Mtu.inner(tunnel, session.transmitCookie(), session.sublayer());
    create(session, Profiles.peerOf(session), mtu);
    try (FramePort near = left.port("pw7");
        FramePort far = right.port("pw7")) {
      for (int seed = 1; seed <= 3; seed++) {
        crosses(FramePort.frame(mtu, seed), near, far);
        crosses(FramePort.frame(mtu, -seed), far, near);
      }
    }
    for (Site site : List.of(left, right)) {
      InterfaceState state = site.state("pw7");
      assertEquals(3, state.inPackets(), session::toString);
      assertEquals(3, state.outPackets(), session::toString);
      assertOctets(3L * (mtu + 14), state.inOctets());
      assertOctets(3L * (mtu + 14), state.outOctets());
      assertEquals(0, state.inErrors() + state.outErrors(), session::toString);
    }
    left.applied(new Step.DeleteSession("p", session));
    right.applied(new Step.DeleteSession("p", Profiles.peerOf(session)));
  }

  /** Linux also counts the L2TP headers of the three received packets, at most 20 octets each. */
  private static void assertOctets(long expected, long counted) {
    assertTrue(
        counted >= expected && counted <= expected + 60, () -> counted + " instead of " + expected);
  }

  /** Creates both ends of a session and brings their interfaces up. */
  public void create(SessionProfile session, SessionProfile peer, int mtu) {
    left.applied(new Step.CreateSession("p", session));
    right.applied(new Step.CreateSession("p", peer));
    left.bringUp(session.interfaceName(), mtu);
    right.bringUp(peer.interfaceName(), mtu);
  }

  /** Sends a frame and waits until it arrives unchanged. */
  public static void crosses(byte[] frame, FramePort from, FramePort to) {
    assertEquals(frame.length, from.send(frame));
    Await.until(
        "the frame has crossed",
        () -> to.receive().filter(received -> Arrays.equals(received, frame)).isPresent());
  }

  private static long fragmentsMade(Site site) {
    return site.namespace().call(() -> fragmentsMade4() + fragmentsMade6());
  }

  private static long fragmentsMade4() throws Exception {
    List<String> lines =
        Files.readAllLines(Path.of("/proc/thread-self/net/snmp")).stream()
            .filter(line -> line.startsWith("Ip: "))
            .toList();
    int column = List.of(lines.getFirst().split(" ", -1)).indexOf("FragCreates");
    return Long.parseLong(lines.getLast().split(" ", -1)[column]);
  }

  private static long fragmentsMade6() throws Exception {
    return Files.readAllLines(Path.of("/proc/thread-self/net/snmp6")).stream()
        .filter(line -> line.startsWith("Ip6FragCreates"))
        .mapToLong(line -> Long.parseLong(line.substring("Ip6FragCreates".length()).strip()))
        .findFirst()
        .orElseThrow();
  }
}
