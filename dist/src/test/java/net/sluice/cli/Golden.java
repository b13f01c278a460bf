package net.sluice.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** Expected output of the program, in files beside the tests. */
final class Golden {
  private Golden() {}

  /** Returns the text of a file. */
  static String read(String name) throws IOException {
    try (InputStream in = Objects.requireNonNull(Golden.class.getResourceAsStream(name), name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
