package net.sluice.l2tp.protocol;

import java.util.ArrayList;
import java.util.List;

/**
 * Alarms by their time: a binary heap in which each alarm knows its place, so that it can be set
 * again in logarithmic time.
 */
final class Alarms {
  /** A time that never comes. */
  static final long NEVER = Long.MAX_VALUE;

  private final List<Alarm> heap = new ArrayList<>();

  /** An action at a time. */
  final class Alarm {
    private static final int NOWHERE = -1;

    private final Runnable action;
    private long at = NEVER;
    private int place = NOWHERE;

    private Alarm(Runnable action) {
      this.action = action;
    }

    /** Sets the time in nanoseconds, which replaces the earlier one; {@link #NEVER} for none. */
    void set(long at) {
      if (at == this.at) {
        return;
      }
      this.at = at;
      if (at == NEVER) {
        remove(this);
      } else if (place == NOWHERE) {
        heap.add(this);
        up(heap.size() - 1);
      } else {
        down(up(place));
      }
    }

    /** Removes the time. */
    void cancel() {
      set(NEVER);
    }

    /** Returns true if a time is set. */
    boolean isSet() {
      return place != NOWHERE;
    }
  }

  /** Creates an alarm without a time. */
  Alarm alarm(Runnable action) {
    return new Alarm(action);
  }

  /** Returns the earliest time; {@link #NEVER} if no alarm is set. */
  long next() {
    return heap.isEmpty() ? NEVER : heap.get(0).at;
  }

  /** Runs the actions that are due, in their order. An alarm has no time when its action runs. */
  void run(long now) {
    while (next() <= now) {
      Alarm first = heap.get(0);
      first.cancel();
      first.action.run();
    }
  }

  private void remove(Alarm alarm) {
    Alarm last = heap.remove(heap.size() - 1);
    if (last != alarm) {
      put(last, alarm.place);
      down(up(last.place));
    }
    alarm.place = Alarm.NOWHERE;
  }

  private int up(int place) {
    Alarm alarm = heap.get(place);
    while (place > 0 && alarm.at < heap.get((place - 1) / 2).at) {
      put(heap.get((place - 1) / 2), place);
      place = (place - 1) / 2;
    }
    put(alarm, place);
    return place;
  }

  private void down(int place) {
    Alarm alarm = heap.get(place);
    for (int child = earlierChild(place);
        child < heap.size() && heap.get(child).at < alarm.at;
        child = earlierChild(place)) {
      put(heap.get(child), place);
      place = child;
    }
    put(alarm, place);
  }

  private int earlierChild(int place) {
    int left = 2 * place + 1;
    boolean rightIsEarlier = left + 1 < heap.size() && heap.get(left + 1).at < heap.get(left).at;
    return rightIsEarlier ? left + 1 : left;
  }

  private void put(Alarm alarm, int place) {
    heap.set(place, alarm);
    alarm.place = place;
  }
}
