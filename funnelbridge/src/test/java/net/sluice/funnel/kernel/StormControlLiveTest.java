package net.sluice.funnel.kernel;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import net.sluice.funnel.Funnel;
import net.sluice.funnel.Isolation;
import net.sluice.funnel.StormControl;
import net.sluice.funnel.VlanMapping;
import net.sluice.netlink.MacAddress;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Limits of storms at the uplink, separate for each direction, which do not affect other frames.
 */
@Timeout(value = 30, unit = TimeUnit.SECONDS)
class StormControlLiveTest {
  private static final MacAddress BROADCAST = MacAddress.parse("ff:ff:ff:ff:ff:ff");
  private static final int ARP = 0x0806;
  private static final int EXPERIMENTAL = 0x88b5;
  private static final int RATE = 10;
  private static final int SENT = 200;

  @AutoClose private FunnelSite site;

  @BeforeEach
  void open() {
    NftProgram.assumePresent();
    site = new FunnelSite();
  }

  @Test
  void arpBeyondTheRateIsDropped() {
    StormControl storm = new StormControl(OptionalInt.of(RATE), OptionalInt.empty());
    Funnel funnel = FunnelSite.funnel(Isolation.ISOLATED, VlanMapping.NONE, storm);
    site.tap(FunnelSite.UPLINK);
    site.build(FunnelSite.change(null, FunnelSite.tree(funnel, 0, 1)));
    site.member(funnel, "pw1", 0, false);
    site.assertBroadcast("pw1", Set.of(FunnelSite.UPLINK));
    assertLimited(FunnelSite.UPLINK, "pw1");
    assertLimited("pw1", FunnelSite.UPLINK);
  }

  /** Checks that a burst of the rate passes, and then the rate per second. */
  private void assertLimited(String from, String to) {
    long start = System.nanoTime();
    for (int i = 0; i < SENT; i++) {
      site.write(from, BROADCAST, ARP);
    }
    int passed = othersBefore(site.write(from, BROADCAST, EXPERIMENTAL), to);
    long seconds = Duration.ofNanos(System.nanoTime() - start).toSeconds() + 1;
    assertTrue(
        passed > 0 && passed <= RATE + RATE * seconds,
        () -> passed + " of " + SENT + " passed from " + from + " in " + seconds + " s");
  }

  /** Returns the number of frames that are not from the test before the one with a number. */
  private int othersBefore(int last, String at) {
    int others = 0;
    for (int number = site.read(at); number != last; number = site.read(at)) {
      if (number == 0) {
        others++;
      }
      Thread.onSpinWait();
    }
    return others;
  }
}
