package net.sluice.funnel;

/** Hears, on a thread of the plane's own, that others may have changed something. */
public interface FunnelListener {
  /**
   * An interface appeared, changed or went whose name looks like a funnel's or is not known to be
   * of no interest: those of uplinks are among them.
   */
  void changed(String interfaceName);

  /**
   * A port of a funnel's bridge appeared, changed or left it. It may be a pseudowire's, or one that
   * has no business there.
   */
  void portChanged(String bridge, String interfaceName);

  /** Filters changed that keep groups apart: the sooner they are repaired, the better. */
  void filtersChanged();

  /** So much changed that not all was told. Everything is to be looked at. */
  void overrun();
}
