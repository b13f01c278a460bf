package net.sluice.l2tp.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import net.sluice.l2tp.Encapsulation;
import net.sluice.l2tp.wire.Exchange.Octets;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A second implementation, tshark, checks whole exchanges: set-up, hello, SLI, tear-down. */
final class TsharkTest {
  @TempDir Path directory;

  @BeforeAll
  static void tsharkIsThere() {
    assumeTrue(
        Stream.of(System.getenv("PATH").split(":"))
            .anyMatch(path -> Files.isExecutable(Path.of(path, "tshark"))),
        "tshark is not installed");
  }

  static Stream<Arguments> exchanges() {
    return Stream.of(Setup.PLAIN, Setup.MD5, Setup.SHA1, Setup.HIDDEN, Setup.QUIRKS)
        .flatMap(
            setup ->
                Stream.of(Encapsulation.values())
                    .map(encapsulation -> Arguments.of(setup, encapsulation)));
  }

  @ParameterizedTest
  @MethodSource("exchanges")
  void aWholeExchangeDecodesWithoutAMalformedOrIncorrectMark(
      Setup setup, Encapsulation encapsulation) throws Exception {
    List<Octets> exchange = Exchange.encoded(setup);
    List<String> decoded = tshark(capture(exchange, encapsulation), "topsecret");
    assertEquals(exchange.size(), decoded.size());
    for (int i = 0; i < exchange.size(); i++) {
      // The type, unless it is a ZLB, and then the complaints of tshark, which must be empty.
      boolean empty = exchange.get(i).octets().length == Header.LENGTH;
      int type = exchange.get(i).sent().message().type().code();
      assertEquals((empty ? "" : type) + "\t\t", decoded.get(i), "message " + i);
    }
  }

  static Stream<Arguments> signedExchanges() {
    return exchanges().filter(each -> !((Setup) each.get()[0]).secrets().isEmpty());
  }

  @ParameterizedTest
  @MethodSource("signedExchanges")
  void aWrongSecretIsFlaggedInEveryMessage(Setup setup, Encapsulation encapsulation)
      throws Exception {
    List<Octets> exchange = Exchange.encoded(setup);
    List<String> decoded = tshark(capture(exchange, encapsulation), "wrong");
    assertEquals(exchange.size(), decoded.size());
    for (String line : decoded) {
      assertTrue(line.contains("Incorrect Digest"), line);
    }
  }

  private Path capture(List<Octets> exchange, Encapsulation encapsulation) throws IOException {
    Path file = directory.resolve("exchange.pcap");
    var pcap = new Pcap(file, encapsulation);
    for (Octets each : exchange) {
      pcap.write(each.sent().byInitiator(), each.octets());
    }
    return file;
  }

  /** Returns one line for each packet: message type, malformed mark, complaints. */
  private List<String> tshark(Path capture, String secret)
      throws IOException, InterruptedException {
    Path output = directory.resolve("output");
    Process process =
        new ProcessBuilder(
                "tshark",
                "-n",
                "-r",
                capture.toString(),
                "-o",
                "l2tp.shared_secret:" + secret,
                "-T",
                "fields",
                "-e",
                "l2tp.avp.message_type",
                "-e",
                "_ws.malformed",
                "-e",
                "_ws.expert.message")
            .redirectOutput(output.toFile())
            .redirectError(directory.resolve("errors").toFile())
            .start();
    assertEquals(0, process.waitFor(), Files.readString(directory.resolve("errors")));
    return Files.readString(output, StandardCharsets.UTF_8)
        .lines()
        // tshark reads a Remote End ID as text; RFC 4719 section 2.1 has a number of four octets.
        .map(line -> line.replace("Trailing stray characters", ""))
        .toList();
  }
}
