package net.sluice.l2tp.protocol;

import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import net.sluice.l2tp.LcceProfile.Listener;
import net.sluice.l2tp.protocol.Objections.About;
import net.sluice.l2tp.signaling.Reason;
import org.jspecify.annotations.Nullable;

/** The sockets that receive SCCRQs. A socket that can not be opened is tried again. */
final class Listeners {
  /**
   * Wait before the next attempt. The address may appear: an interface comes up, or duplicate
   * address detection ends.
   */
  private static final long RETRY = TimeUnit.SECONDS.toNanos(5);

  private final Host host;
  private final Map<Listener, Entry> entries = new HashMap<>();

  /** A listener and its socket. */
  private final class Entry implements ControlSocket.User {
    private final Listener listener;
    private final Alarms.Alarm retry;
    private @Nullable ControlSocket socket;
    private String problem = "";

    Entry(Listener listener) {
      this.listener = listener;
      this.retry = host.alarms().alarm(this::open);
    }

    void open() {
      socket =
          host.open(
              listener.encapsulation(), listener.address(), listener.port(), 0, true, "", this);
    }

    void close() {
      retry.cancel();
      if (socket != null) {
        host.close(socket);
        socket = null;
      }
    }

    @Override
    public void opened() {
      problem = "";
    }

    @Override
    public void failed(String reason) {
      if (!problem.equals(reason)) {
        problem = reason;
        host.objections()
            .object(
                Reason.NO_SOCKET,
                About.source(new InetSocketAddress(listener.address(), listener.port())),
                "this end can not listen over %s: %s"
                    .formatted(listener.encapsulation().name().toLowerCase(Locale.ROOT), reason));
      }
      close();
      retry.set(host.now() + RETRY);
    }
  }

  Listeners(Host host) {
    this.host = host;
  }

  /** Opens and closes sockets, so that these listeners exist and no others. */
  void update(List<Listener> listeners) {
    entries
        .values()
        .removeIf(
            entry -> {
              boolean removed = !listeners.contains(entry.listener);
              if (removed) {
                entry.close();
              }
              return removed;
            });
    for (Listener listener : listeners) {
      if (!entries.containsKey(listener)) {
        Entry entry = new Entry(listener);
        entries.put(listener, entry);
        entry.open();
      }
    }
  }
}
