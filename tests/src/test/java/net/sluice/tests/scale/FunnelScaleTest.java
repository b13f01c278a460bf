package net.sluice.tests.scale;

import java.nio.file.Path;
import net.sluice.tests.site.Namespace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@link FunnelScale} on this machine's kernel, with veth pairs as sessions. */
class FunnelScaleTest {
  private static final Size SMALL = new Size(1_200, 500);

  @Test
  void manyPseudowiresInOneFunnel(@TempDir Path directory) {
    try (Namespace host = Namespace.create("host")) {
      FunnelScale.addUplink(host);
      new FunnelScale(host, new VethSessions(), SMALL).run(directory);
    }
  }
}
