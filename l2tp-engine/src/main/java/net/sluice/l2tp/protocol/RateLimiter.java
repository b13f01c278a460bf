package net.sluice.l2tp.protocol;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A limit for the SCCRQs, or the requests for sessions, of one source (RFC 3931 section 4.3): a
 * token bucket for each IPv4 address and each IPv6 network of 64 bits, because a host can use any
 * address in its network. The table is bounded. It removes the source that was silent for the
 * longest time, which only favors that source.
 */
final class RateLimiter {
  /** Most sources in the table; they need about 1 MB. */
  static final int CAPACITY = 8192;

  private static final int IPV6_NETWORK_OCTETS = 8;

  /** A token bucket. */
  static final class Bucket {
    private final int rate;
    private double tokens;

    /** Time when it was filled last; {@link Alarms#NEVER} if it was not used. */
    private long filled = Alarms.NEVER;

    /**
     * Creates a full bucket.
     *
     * @param rate highest number per second, and in one burst
     */
    Bucket(int rate) {
      this.rate = rate;
      this.tokens = rate;
    }

    /**
     * Returns true if one more is admitted.
     *
     * @param now time in nanoseconds
     */
    boolean admits(long now) {
      if (filled != Alarms.NEVER) {
        double fresh = (double) (now - filled) * rate / TimeUnit.SECONDS.toNanos(1);
        tokens = Math.min(rate, tokens + fresh);
      }
      filled = now;
      if (tokens < 1) {
        return false;
      }
      tokens--;
      return true;
    }
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
   * Returns true if one more message of a source is admitted.
   *
   * @param rate highest number per second, and in one burst; 0 for no limit
   * @param now time in nanoseconds
   */
  boolean admits(InetAddress source, int rate, long now) {
    if (rate == 0) {
      return true;
    }
    Bucket bucket = buckets.get(key(source));
    if (bucket == null || bucket.rate != rate) {
      bucket = new Bucket(rate);
      buckets.put(key(source), bucket);
    }
    return bucket.admits(now);
  }

  /** Returns the number of sources in the table. */
  int size() {
    return buckets.size();
  }

  /** Returns the same number for all addresses of one source. */
  static long key(InetAddress source) {
    byte[] octets = source.getAddress();
    // An IPv4 address has the key of the network ::/64, which no IPv6 host has.
    return octets.length < IPV6_NETWORK_OCTETS
        ? Integer.toUnsignedLong(ByteBuffer.wrap(octets).getInt())
        : ByteBuffer.wrap(octets).getLong();
  }
}
