package net.sluice.tests.scale;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import net.sluice.tests.site.Namespace;

/** {@link FunnelScale} at sizes that are too large for a test; see {@code tests/funnel-scale}. */
final class FunnelScaleBenchmark {
  private FunnelScaleBenchmark() {}

  /**
   * Measures. The arguments are the name of a network namespace with its loopback up, a directory,
   * the capacity of leaves, and numbers of pseudowires.
   */
  public static void main(String[] arguments) throws IOException {
    Namespace host = new Namespace(arguments[0]);
    Path directory = Path.of(arguments[1]);
    int capacity = Integer.parseInt(arguments[2]);
    FunnelScale.addUplink(host);
    for (int i = 3; i < arguments.length; i++) {
      Size size = new Size(Integer.parseInt(arguments[i]), capacity);
      new FunnelScale(host, new VethSessions(), size)
          .run(Files.createDirectory(directory.resolve(Integer.toString(i))));
    }
    System.exit(0); // threads of libraries may still run
  }
}
