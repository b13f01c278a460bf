package net.sluice.l2tp.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import net.sluice.l2tp.CircuitStatus;
import net.sluice.l2tp.Encapsulation;
import net.sluice.l2tp.MessageType;
import net.sluice.l2tp.Site;
import net.sluice.l2tp.signaling.SessionReport;
import net.sluice.l2tp.userspace.UserspaceDataPlane;
import net.sluice.netlink.Await;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A second implementation, tshark, checks the messages between two loops. */
class TsharkLiveTest {
  @TempDir Path directory;

  @BeforeAll
  static void tsharkIsThere() {
    assumeTrue(
        Stream.of(System.getenv("PATH").split(":"))
            .anyMatch(path -> Files.isExecutable(Path.of(path, "tshark"))),
        "tshark is not installed");
  }

  @ParameterizedTest
  @CsvSource({"UDP, 192.0.2.", "UDP, 2001:db8::", "IP, 192.0.2.", "IP, 2001:db8::"})
  void aWholeExchangeIsWithoutAMalformedOrIncorrectMark(Encapsulation encapsulation, String prefix)
      throws Exception {
    Path capture = directory.resolve("exchange.pcap");
    exchange(encapsulation, prefix, capture);
    TreeSet<MessageType> types = new TreeSet<>();
    for (String line : tshark(capture, "topsecret")) {
      String[] fields = line.split("\t", -1);
      types.add(MessageType.of(Integer.parseInt(fields[0])).orElseThrow());
      assertEquals("", fields[1] + fields[2], line);
    }
    assertTrue(
        types.containsAll(
            List.of(
                MessageType.SCCRQ,
                MessageType.SCCRP,
                MessageType.SCCCN,
                MessageType.HELLO,
                MessageType.ICRQ,
                MessageType.ICRP,
                MessageType.ICCN,
                MessageType.SLI,
                MessageType.ACK,
                MessageType.STOPCCN)),
        types::toString);
    List<String> wrong = tshark(capture, "wrong");
    assertTrue(wrong.stream().allMatch(line -> line.contains("Incorrect Digest")), wrong::toString);
  }

  private static void exchange(Encapsulation encapsulation, String prefix, Path file)
      throws IOException {
    List<Site> sites = Site.pair();
    sites.forEach(site -> site.open(UserspaceDataPlane::open));
    try (Speaker left = new Speaker(sites.getFirst(), 1);
        Speaker right = new Speaker(sites.getLast(), 2);
        Capture capture = left.site().namespace().call(() -> new Capture(left.linkIndex()))) {
      Dialog.configure(left, right, encapsulation, prefix);
      left.awaits("pw1", SessionReport.State.ESTABLISHED);
      right.awaits("pw1", SessionReport.State.ESTABLISHED);
      left.loop().circuitStatus(Map.of("pw1", CircuitStatus.DOWN));
      Await.until(
          "the peer knows the status",
          () -> right.session("pw1").peer().circuit().equals(CircuitStatus.DOWN));
      Await.until(
          "the peer is greeted",
          () -> left.loop().counters("t").orElseThrow().messages().containsKey(MessageType.HELLO));
      left.loop().close();
      capture.write(file);
    }
  }

  /** Returns a line for each control message: its type, malformed mark, complaints. */
  private List<String> tshark(Path capture, String secret)
      throws IOException, InterruptedException {
    Path output = directory.resolve("output");
    Path errors = directory.resolve("errors");
    List<String> fields = List.of("l2tp.avp.message_type", "_ws.malformed", "_ws.expert.message");
    ProcessBuilder command = new ProcessBuilder("tshark", "-n", "-r", capture.toString());
    command.command().addAll(List.of("-o", "l2tp.shared_secret:" + secret, "-T", "fields"));
    fields.forEach(field -> command.command().addAll(List.of("-e", field)));
    command.command().addAll(List.of("-Y", "l2tp.type == 1"));
    Process process =
        command.redirectOutput(output.toFile()).redirectError(errors.toFile()).start();
    assertEquals(0, process.waitFor(), Files.readString(errors));
    return Files.readAllLines(output);
  }
}
