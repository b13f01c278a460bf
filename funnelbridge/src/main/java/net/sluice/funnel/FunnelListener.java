package net.sluice.funnel;

/**
 * A listener for changes that other programs may have made.
 *
 * <p>Thread: one of the {@link FunnelPlane}, or the caller of {@link FunnelPlane#resumeEvents}.
 */
public interface FunnelListener {
  /**
   * Called if an interface appeared, changed or disappeared that is an uplink or has a name of a
   * funnel's interface. Other interfaces may be reported, too.
   */
  void changed(String interfaceName);

  /**
   * Called if a port of a funnel's bridge appeared, changed or left the bridge. The port may belong
   * to a pseudowire, or be a foreign one.
   */
  void portChanged(String bridge, String interfaceName);

  /** Called if the filters changed that separate groups; repair them without delay. */
  void filtersChanged();

  /** Called if events were lost; read the whole state again. */
  void overrun();
}
