package net.sluice.l2tp.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RateLimiterTest {
  private final RateLimiter rates = new RateLimiter();

  private static InetAddress address(String literal) {
    try {
      return InetAddress.getByName(literal);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private long admitted(String source, int rate, long millis, int tries) {
    long count = 0;
    for (int i = 0; i < tries; i++) {
      count += rates.admits(address(source), rate, TimeUnit.MILLISECONDS.toNanos(millis)) ? 1 : 0;
    }
    return count;
  }

  @Test
  void aSourceMaySendItsRateInOneBurstAndThenPerSecond() {
    assertEquals(10, admitted("192.0.2.1", 10, 0, 50));
    assertEquals(5, admitted("192.0.2.1", 10, 500, 50));
    assertEquals(10, admitted("192.0.2.1", 10, 60_000, 50));
  }

  @Test
  void noLimitAdmitsAllAndKeepsNoSource() {
    assertEquals(1000, admitted("192.0.2.1", 0, 0, 1000));
    assertEquals(0, rates.size());
  }

  @Test
  void anIpv6HostHasOneBucketForAllItsAddresses() {
    assertTrue(rates.admits(address("2001:db8::1"), 1, 0));
    assertFalse(rates.admits(address("2001:db8::2"), 1, 0));
    assertTrue(rates.admits(address("2001:db8:0:1::1"), 1, 0));
  }

  @Test
  void theTableIsBounded() {
    for (int i = 0; i < 2 * RateLimiter.CAPACITY; i++) {
      rates.admits(address("10.%d.%d.%d".formatted(i >> 16, i >> 8 & 255, i & 255)), 1, 0);
    }
    assertEquals(RateLimiter.CAPACITY, rates.size());
  }
}
