package net.sluice.l2tp.protocol;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * How many SCCRQ one source may send (RFC 3931 section 4.3): a token bucket for each IPv4 address
 * and each IPv6 network of 64 bits, since a host can take any address in its own. The table is
 * bounded; who was not heard of longest is forgotten first, which only favours it.
 */
final class RateLimiter {
  /** Sources remembered: about 1 MB. */
  static final int CAPACITY = 8192;

  private static final int IPV6_NETWORK_OCTETS = 8;

  private static final class Bucket {
    private double tokens;
    private long filled;
  }

  private final Map<Long, Bucket> buckets =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Bucket> eldest) {
          return size() > CAPACITY;
        }
      };

  /**
   * Whether another one may be taken in.
   *
   * @param rate how many per second, and at once; 0 for no limit
   * @param now time in nanoseconds
   */
  boolean admits(InetAddress source, int rate, long now) {
    if (rate == 0) {
      return true;
    }
    Bucket bucket = buckets.get(key(source));
    if (bucket == null) {
      bucket = new Bucket();
      bucket.tokens = rate;
      bucket.filled = now;
      buckets.put(key(source), bucket);
    }
    double fresh = (double) (now - bucket.filled) * rate / TimeUnit.SECONDS.toNanos(1);
    bucket.tokens = Math.min(rate, bucket.tokens + fresh);
    bucket.filled = now;
    if (bucket.tokens < 1) {
      return false;
    }
    bucket.tokens--;
    return true;
  }

  /** How many sources are remembered. */
  int size() {
    return buckets.size();
  }

  private static long key(InetAddress source) {
    byte[] octets = source.getAddress();
    // An IPv4 address as ::a.b.c.d/64 would be: no IPv6 host has a network of zeros.
    return octets.length < IPV6_NETWORK_OCTETS
        ? Integer.toUnsignedLong(ByteBuffer.wrap(octets).getInt())
        : ByteBuffer.wrap(octets).getLong();
  }
}
