package net.sluice.l2tp;

/**
 * Receives the changes of the data plane, including those made by other programs.
 *
 * <p>Thread: one of the data plane.
 */
public interface DataPlaneListener {

  /** Reports that an interface appeared or changed. */
  void interfaceChanged(InterfaceState state);

  /** Reports that the interface of this name was removed. */
  void interfaceGone(String name);

  /** Reports that events were lost: the listener must read all states again. */
  void overrun();
}
