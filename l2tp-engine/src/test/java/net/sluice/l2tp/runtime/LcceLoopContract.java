package net.sluice.l2tp.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import net.sluice.l2tp.Carriage;
import net.sluice.l2tp.DataPlane;
import net.sluice.l2tp.Encapsulation;
import net.sluice.l2tp.FramePort;
import net.sluice.l2tp.Profiles;
import net.sluice.l2tp.Site;
import net.sluice.l2tp.signaling.SessionReport;
import net.sluice.l2tp.signaling.TunnelCounters;
import net.sluice.l2tp.signaling.TunnelReport;
import net.sluice.netlink.Await;
import net.sluice.netlink.system.Syscalls;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Two loops with real sockets in two namespaces, over any data plane. */
@Timeout(60)
public abstract class LcceLoopContract {
  private Speaker left;
  private Speaker right;

  /** Opens a data plane in the namespace of this thread, or skips the test. */
  protected abstract DataPlane open(Syscalls syscalls);

  @BeforeEach
  void openSites() {
    List<Site> sites = Site.pair();
    try {
      sites.forEach(site -> site.open(this::open));
    } catch (RuntimeException e) {
      sites.forEach(Site::close);
      throw e;
    }
    left = new Speaker(sites.getFirst(), 1);
    right = new Speaker(sites.getLast(), 2);
  }

  @AfterEach
  void closeSites() {
    Stream.of(left, right).filter(Objects::nonNull).forEach(Speaker::close);
  }

  private void configure(Encapsulation encapsulation, String prefix, boolean freshPort) {
    Dialog.configure(left, right, encapsulation, prefix, freshPort);
  }

  private void awaitSession() {
    left.awaits("pw1", SessionReport.State.ESTABLISHED);
    right.awaits("pw1", SessionReport.State.ESTABLISHED);
  }

  @ParameterizedTest
  @CsvSource({"UDP, 192.0.2.", "UDP, 2001:db8::", "IP, 192.0.2.", "IP, 2001:db8::"})
  void aPseudowireComesUpAndCarriesFramesOfFullSize(Encapsulation encapsulation, String prefix) {
    configure(encapsulation, prefix, true);
    awaitSession();
    assertEquals(8, left.session("pw1").peer().cookie().octets());
    assertEquals(left.session("pw1").peer().cookie(), right.session("pw1").local().cookie());
    int mtu = left.site().state("pw1").settings().mtu();
    try (FramePort near = left.site().port("pw1");
        FramePort far = right.site().port("pw1")) {
      Carriage.crosses(FramePort.frame(mtu, 1), near, far);
      Carriage.crosses(FramePort.frame(mtu, 2), far, near);
    }
    comesBack("pw1"); // the userspace data plane passes on the messages
  }

  /** Resets a session at the end that initiates it, and waits for the new one. */
  private void comesBack(String name) {
    long was = right.session(name).local().sessionId();
    left.loop().resetSession(name);
    Await.until(
        "another session is up",
        () ->
            right.session(name).local().sessionId() != was
                && right.session(name).state() == SessionReport.State.ESTABLISHED);
  }

  /** RFC 3931 section 4.1.2.2. */
  @ParameterizedTest
  @CsvSource({"true", "false"})
  void aResponderAnswersFromANewPortIfConfigured(boolean freshPort) {
    configure(Encapsulation.UDP, "192.0.2.", freshPort);
    awaitSession();
    int port = left.tunnel("t").peer().address().getPort();
    assertEquals(right.tunnel("t").local().address().orElseThrow().getPort(), port);
    if (freshPort) {
      assertNotEquals(Dialog.PORT, port);
    } else {
      assertEquals(Dialog.PORT, port);
    }
    try (FramePort near = left.site().port("pw1");
        FramePort far = right.site().port("pw1")) {
      Carriage.crosses(FramePort.frame(100, 1), near, far);
    }
  }

  @Test
  void closingSendsStopCcnToThePeer() {
    configure(Encapsulation.UDP, "192.0.2.", true);
    awaitSession();
    right.loop().close();
    Await.until(
        "the peer knows",
        () ->
            left.tunnel("t").lastError().filter(why -> why.contains("shutting down")).isPresent());
  }

  @Test
  void anAddressThatIsNotThereYetIsWaitedFor() {
    InetAddress late = Profiles.ip("192.0.2.77");
    InetAddress far = Profiles.ip("192.0.2.2");
    right.listen("right", Encapsulation.UDP, far, Dialog.PORT);
    right.configure(
        Dialog.tunnel("t", Encapsulation.UDP, far, late, false, true),
        Dialog.pseudowire("t", 1, false));
    left.configure(
        Dialog.tunnel("t", Encapsulation.UDP, late, far, true, true),
        Dialog.pseudowire("t", 1, true));
    Await.until(
        "the reason is reported",
        () ->
            left.tunnel("t") != null
                && left.tunnel("t").lastError().filter(LcceLoopContract::saysWhy).isPresent());
    left.site().namespace().exec("ip", "address", "add", "192.0.2.77/24", "dev", "under0");
    awaitSession();
  }

  private static boolean saysWhy(String error) {
    return error.equals(
        "EADDRNOTAVAIL (Cannot assign requested address):"
            + " local address 192.0.2.77 is not configured on this host");
  }

  @Test
  void aFloodAtTheListenerDoesNotDelayConnections() throws Exception {
    configure(Encapsulation.UDP, "192.0.2.", true);
    awaitSession();
    AtomicBoolean finished = new AtomicBoolean();
    AtomicLong count = new AtomicLong();
    DatagramSocket socket = left.site().namespace().call(() -> new DatagramSocket(0));
    FutureTask<Void> flood = new FutureTask<>(() -> flood(socket, finished, count));
    Thread.ofPlatform().daemon().start(flood);
    try {
      for (int i = 0; i < 5; i++) {
        comesBack("pw1");
      }
      Await.until("there is a flood", () -> count.get() > 1000);
      comesBack("pw1");
    } finally {
      finished.set(true);
    }
    flood.get();
    assertEquals(TunnelReport.State.ESTABLISHED, left.tunnel("t").state());
  }

  /** Sends headers of SCCRQs without content. */
  private static Void flood(DatagramSocket from, AtomicBoolean finished, AtomicLong count)
      throws Exception {
    byte[] message = {
      (byte) 0xc8, 3, 0, 20, 0, 0, 0, 0, 0, 0, 0, 0, (byte) 0x80, 8, 0, 0, 0, 0, 0, 1
    };
    try (DatagramSocket socket = from) {
      InetSocketAddress to = new InetSocketAddress("192.0.2.2", Dialog.PORT);
      while (!finished.get()) {
        socket.send(new DatagramPacket(message, message.length, to));
        count.incrementAndGet();
      }
    }
    return null;
  }

  @Test
  void countersAreThoseOfNow() {
    configure(Encapsulation.UDP, "192.0.2.", true);
    awaitSession();
    TunnelCounters counters = left.loop().counters("t").orElseThrow();
    assertEquals(1, counters.messages().get(net.sluice.l2tp.MessageType.ICRQ).sent());
    assertEquals(Optional.empty(), left.loop().counters("other"));
    assertEquals(0, right.loop().counters().halfOpen());
  }
}
