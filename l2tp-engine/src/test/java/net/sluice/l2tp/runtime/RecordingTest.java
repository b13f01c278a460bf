package net.sluice.l2tp.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.sluice.l2tp.CircuitStatus;
import net.sluice.l2tp.Encapsulation;
import net.sluice.l2tp.Site;
import net.sluice.l2tp.signaling.SessionReport;
import net.sluice.l2tp.signaling.TunnelReport;
import net.sluice.l2tp.userspace.UserspaceDataPlane;
import net.sluice.netlink.Await;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Recordings of live exchanges, and their replay. */
@Timeout(60)
class RecordingTest {
  /** The property that regenerates the recordings in the repository. */
  private static final String REGENERATE = "sluice.regenerate";

  @TempDir Path directory;

  private static Path golden(String name) {
    return Path.of(System.getProperty("basedir"), "src/test/resources/recordings", name);
  }

  @ParameterizedTest
  @CsvSource({"UDP, 192.0.2.", "IP, 2001:db8::"})
  void aLiveExchangeReplaysToTheLetter(Encapsulation encapsulation, String prefix)
      throws IOException {
    Path initiator = directory.resolve("initiator-" + encapsulation + ".txt");
    Path responder = directory.resolve("responder-" + encapsulation + ".txt");
    exchange(encapsulation, prefix, initiator, responder);
    for (Path each : List.of(initiator, responder)) {
      assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(each)));
      String recorded = Files.readString(each);
      assertTrue(recorded.contains("# ICCN"), recorded);
      assertTrue(recorded.contains("# STOPCCN"), recorded);
      assertEquals(recorded, Replay.of(recorded));
      if (System.getProperty(REGENERATE) != null) {
        Files.writeString(golden(each.getFileName().toString()), recorded);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"initiator-UDP.txt", "responder-UDP.txt", "initiator-IP.txt", "responder-IP.txt"})
  void theProtocolDoesTheSameAsInTheRecording(String name) throws IOException {
    String recorded = Files.readString(golden(name));
    assertEquals(recorded, Replay.of(recorded));
  }

  /** Records one of two tunnels, with a session that comes up and ends, and a reset. */
  private static void exchange(
      Encapsulation encapsulation, String prefix, Path initiator, Path responder) {
    List<Site> sites = Site.pair();
    sites.forEach(site -> site.open(UserspaceDataPlane::open));
    try (Speaker left = new Speaker(sites.getFirst(), 1);
        Speaker right = new Speaker(sites.getLast(), 2)) {
      left.loop().record("t", Optional.of(initiator));
      right.loop().record("t", Optional.of(responder));
      Dialog.configure(left, right, encapsulation, prefix);
      Dialog.configureOther(left, right, encapsulation, prefix);
      for (Speaker each : List.of(left, right)) {
        each.awaits("pw1", SessionReport.State.ESTABLISHED);
        each.awaits("pw2", SessionReport.State.ESTABLISHED);
      }
      left.loop().circuitStatus(Map.of("pw1", CircuitStatus.DOWN, "pw2", CircuitStatus.DOWN));
      Await.until(
          "the peer knows the status",
          () -> right.session("pw1").peer().circuit().equals(CircuitStatus.DOWN));
      long was = left.session("pw1").local().sessionId();
      right.loop().resetSession("pw1");
      Await.until(
          "another session is up",
          () ->
              left.session("pw1").local().sessionId() != was
                  && left.session("pw1").state() == SessionReport.State.ESTABLISHED);
      long tunnel = left.tunnel("t").local().id();
      left.loop().resetTunnel("t");
      Await.until(
          "another tunnel is up",
          () ->
              left.tunnel("t").local().id() != tunnel
                  && left.tunnel("t").state() == TunnelReport.State.ESTABLISHED
                  && right.tunnel("t").peer().id() == left.tunnel("t").local().id());
      left.awaits("pw1", SessionReport.State.ESTABLISHED);
      right.awaits("pw1", SessionReport.State.ESTABLISHED);
      left.remove("t", "pw1");
      right.awaits("pw1", SessionReport.State.WAIT_CONTROL_CONN);
      left.loop().record("t", Optional.empty());
      right.loop().record("t", Optional.empty());
    }
  }

  @Test
  void aRecordingNeverOverwritesAFile() throws IOException {
    Path file = Files.writeString(directory.resolve("there"), "precious");
    List<Site> sites = Site.pair();
    sites.forEach(site -> site.open(UserspaceDataPlane::open));
    try (Speaker left = new Speaker(sites.getFirst(), 1);
        Site right = sites.getLast()) {
      assertThrows(UncheckedIOException.class, () -> left.loop().record("t", Optional.of(file)));
      assertEquals("precious", Files.readString(file));
      assertEquals(right, sites.getLast());
    }
  }
}
