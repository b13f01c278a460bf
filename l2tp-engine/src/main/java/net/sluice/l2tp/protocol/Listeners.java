package net.sluice.l2tp.protocol;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import net.sluice.l2tp.LcceProfile.Listener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The sockets that SCCRQs are received by. One that can't be opened is tried again. */
final class Listeners {
  private static final Logger LOG = LoggerFactory.getLogger(Listeners.class);

  /** An address that is not there yet: an interface that comes up, duplicate address detection. */
  private static final long RETRY = TimeUnit.SECONDS.toNanos(5);

  private final Host host;
  private final Map<Listener, Entry> entries = new HashMap<>();

  /** A listener and its socket. */
  private final class Entry implements ControlSocket.User {
    private final Listener listener;
    private final Alarms.Alarm retry;
    private ControlSocket socket;
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
        LOG.warn("{}: {}", listener, reason);
      }
      close();
      retry.set(host.now() + RETRY);
    }
  }

  Listeners(Host host) {
    this.host = host;
  }

  /** There shall be these. */
  void update(List<Listener> listeners) {
    entries
        .values()
        .removeIf(
            entry -> {
              boolean goes = !listeners.contains(entry.listener);
              if (goes) {
                entry.close();
              }
              return goes;
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
