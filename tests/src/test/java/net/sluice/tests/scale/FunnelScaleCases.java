package net.sluice.tests.scale;

import java.nio.file.Path;
import net.sluice.tests.site.Namespace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@link FunnelScale} with the kernel's own sessions, for the lab. */
public class FunnelScaleCases {
  private static final Size SIZE =
      new Size(
          Integer.getInteger("sluice.scale.funnel", 2_500),
          Integer.getInteger("sluice.scale.leaf", 1000));

  @Test
  void manyPseudowiresInOneFunnel(@TempDir Path directory) {
    try (Namespace host = Namespace.create("host")) {
      FunnelScale.addUplink(host);
      new FunnelScale(host, new L2tpSessions(), SIZE).run(directory);
    }
  }
}
