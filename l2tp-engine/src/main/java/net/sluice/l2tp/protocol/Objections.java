package net.sluice.l2tp.protocol;

import java.net.InetSocketAddress;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import net.sluice.l2tp.signaling.Cause;
import net.sluice.l2tp.signaling.Reason;
import net.sluice.l2tp.signaling.Refusal;
import net.sluice.l2tp.signaling.SignalingEvent;
import org.jspecify.annotations.Nullable;

/**
 * The record of all that this end drops, refuses and ends: counters by reason, and events. The
 * events are limited for each source, reason and object, and altogether, because sources may be
 * forged. The counters are not limited.
 */
final class Objections {
  /** Least time between two events about the same: source, reason and object. */
  static final long INTERVAL = TimeUnit.SECONDS.toNanos(30);

  /** Most events in a second, and in one burst, about sources without a configured tunnel. */
  static final int STRANGERS = 20;

  /** Most of such events about known tunnels and sessions. */
  static final int KNOWN = 1000;

  /** Most entries in the table of the latest events. */
  private static final int CAPACITY = 4096;

  private final Round round;
  private final Counts system = new Counts();
  private final Map<String, Counts> byTunnel = new HashMap<>();
  private final RateLimiter.Bucket strangers = new RateLimiter.Bucket(STRANGERS);
  private final RateLimiter.Bucket known = new RateLimiter.Bucket(KNOWN);

  private final Map<Same, Latest> latest =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Same, Latest> eldest) {
          return size() > CAPACITY;
        }
      };

  /** The counters of one tunnel, or of the system. */
  private static final class Counts {
    private final Map<Reason, Long> byReason = new EnumMap<>(Reason.class);
  }

  /**
   * An object that a refusal concerns.
   *
   * @param tunnel name of its tunnel; null for none
   * @param session name of its pseudowire or session; null for none
   * @param source sender of the message; null if the tunnel says it
   */
  record About(
      @Nullable String tunnel, @Nullable String session, @Nullable InetSocketAddress source) {

    static About source(InetSocketAddress source) {
      return new About(null, null, source);
    }

    static About tunnel(String tunnel, @Nullable InetSocketAddress source) {
      return new About(tunnel, null, source);
    }

    static About session(String tunnel, @Nullable String session) {
      return new About(tunnel, session, null);
    }
  }

  /** The same refusal: a source is a network, because a host can use any address in it. */
  private record Same(Reason reason, @Nullable String tunnel, @Nullable String session, long key) {}

  /** The latest event about the same. */
  private static final class Latest {
    private long at = Alarms.NEVER;
    private long unreported;
  }

  Objections(Round round) {
    this.round = round;
  }

  /** Counts for a tunnel separately from now on. */
  void add(String tunnel) {
    byTunnel.putIfAbsent(tunnel, new Counts());
  }

  /** Forgets the counters of a tunnel that does not exist any more. */
  void forget(String tunnel) {
    byTunnel.remove(tunnel);
  }

  /** Counts the end of an object, which its report gives with the cause. */
  void ended(Cause cause, @Nullable String tunnel) {
    count(cause.reason(), tunnel);
  }

  /** Counts and reports a refusal. */
  void refuse(Cause cause, About about) {
    object(cause.reason(), about, cause.text());
  }

  /** Counts and reports a datagram that is dropped, or a refusal that has no message. */
  void object(Reason reason, About about, String text) {
    count(reason, about.tunnel);
    if (reason.isReported()) {
      report(reason, about, text);
    }
  }

  private void report(Reason reason, About about, String text) {
    long key = about.source == null ? 0 : RateLimiter.key(about.source.getAddress());
    Same same = new Same(reason, about.tunnel, about.session, key);
    Latest before = latest.computeIfAbsent(same, any -> new Latest());
    boolean due = before.at == Alarms.NEVER || round.now() - before.at >= INTERVAL;
    RateLimiter.Bucket bucket = byTunnel.containsKey(about.tunnel) ? known : strangers;
    if (!due || !bucket.admits(round.now())) {
      before.unreported++;
      return;
    }
    round.emit(
        new SignalingEvent.Refused(
            new Refusal(
                reason,
                Optional.ofNullable(about.tunnel),
                Optional.ofNullable(about.session),
                Optional.ofNullable(about.source),
                text,
                before.unreported)));
    before.at = round.now();
    before.unreported = 0;
  }

  private void count(Reason reason, @Nullable String tunnel) {
    byTunnel.getOrDefault(tunnel, system).byReason.merge(reason, 1L, Long::sum);
  }

  /** Returns the counters of the system with an effect, by the words of their reasons. */
  Map<String, Long> counts(Reason.Effect effect) {
    return counts(system, effect);
  }

  /** Returns the counters of a tunnel with an effect, by the words of their reasons. */
  Map<String, Long> counts(String tunnel, Reason.Effect effect) {
    Counts counts = byTunnel.get(tunnel);
    return counts == null ? Map.of() : counts(counts, effect);
  }

  private static Map<String, Long> counts(Counts counts, Reason.Effect effect) {
    Map<String, Long> words = new TreeMap<>();
    counts.byReason.forEach(
        (reason, count) -> {
          if (reason.effect() == effect) {
            words.put(reason.word(), count);
          }
        });
    return words;
  }
}
