package net.sluice.funnel.kernel;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/** A thread that sends broadcast frames from all members all the time. */
final class Traffic {
  private static final long ROUND_FRAMES = 500;

  private final FunnelSite site;
  private final List<String> members = new CopyOnWriteArrayList<>();
  private final Thread thread = Thread.ofPlatform().name("traffic").unstarted(this::run);
  private final AtomicLong sent = new AtomicLong();
  private volatile boolean closed;

  Traffic(FunnelSite site) {
    this.site = site;
    thread.start();
  }

  void add(String member) {
    members.add(member);
  }

  /** Waits until many more frames have been sent. */
  void awaitMore() {
    long enough = sent.get() + ROUND_FRAMES;
    while (sent.get() < enough) {
      Thread.onSpinWait();
    }
  }

  private void run() {
    while (!closed) {
      for (String member : members) {
        site.writeBroadcast(member);
        sent.incrementAndGet();
      }
    }
  }

  /** Ends the thread. */
  void stop() throws InterruptedException {
    closed = true;
    thread.join();
  }
}
