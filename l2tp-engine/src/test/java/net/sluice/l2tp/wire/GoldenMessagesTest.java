package net.sluice.l2tp.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import net.sluice.l2tp.wire.Exchange.Octets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whole exchanges as octets beside what they mean. Compared; written anew, with the corpus of the
 * fuzzer, by {@code mvn -pl l2tp-engine -am test -Dsluice.regenerate -Dtest=GoldenMessagesTest}.
 */
final class GoldenMessagesTest {
  private static final Path FOLDER = Path.of("src/test/resources/net/sluice/l2tp/wire/golden");
  private static final Path CORPUS = Path.of("src/test/resources/fuzz", CodecFuzz.class.getName());

  static List<Setup> setups() {
    return Setup.ALL;
  }

  @ParameterizedTest
  @MethodSource("setups")
  void everyMessageIsEncodedAsWrittenDown(Setup setup) throws IOException {
    List<Octets> exchange = Exchange.encoded(setup);
    StringBuilder text = new StringBuilder();
    MessageCodec a = setup.codec(true);
    MessageCodec b = setup.codec(false);
    for (Octets each : exchange) {
      boolean byInitiator = each.sent().byInitiator();
      // The sender's codec has to tell its nonce, too.
      Exchange.encode(byInitiator ? a : b, each.sent());
      Decoded decoded = (byInitiator ? b : a).decode(ByteBuffer.wrap(each.octets()));
      text.append(byInitiator ? "a to b: " : "b to a: ").append(each.sent().message().type());
      text.append('\n').append(hex(each.octets())).append(decoded).append("\n\n");
    }
    Path file = FOLDER.resolve(setup.name() + ".txt");
    if (System.getProperty("sluice.regenerate") != null) {
      Files.createDirectories(FOLDER);
      Files.writeString(file, text);
      seed(setup, exchange);
    }
    assertEquals(Files.readString(file), text.toString());
  }

  /** The corpus that the fuzzer begins with. */
  private static void seed(Setup setup, List<Octets> exchange) throws IOException {
    Files.createDirectories(CORPUS);
    for (int i = 0; i < exchange.size(); i++) {
      Path file = CORPUS.resolve("%s-%02d".formatted(setup.name(), i));
      Files.write(file, CodecFuzz.input(setup, exchange.get(i).octets()));
    }
  }

  private static String hex(byte[] octets) {
    StringBuilder lines = new StringBuilder();
    for (int at = 0; at < octets.length; at += 32) {
      int to = Math.min(at + 32, octets.length);
      lines.append("  ").append(HexFormat.of().formatHex(octets, at, to)).append('\n');
    }
    return lines.toString();
  }
}
