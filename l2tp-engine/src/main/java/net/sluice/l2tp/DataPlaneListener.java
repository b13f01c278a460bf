package net.sluice.l2tp;

/** Hears of changes in the data plane, whoever made them. Called on a thread of the data plane. */
public interface DataPlaneListener {

  /** The interface of this name appeared or changed. */
  void interfaceChanged(InterfaceState state);

  /** The interface of this name is gone. */
  void interfaceGone(String name);

  /** Events were lost: whatever is known must be read again. */
  void overrun();
}
