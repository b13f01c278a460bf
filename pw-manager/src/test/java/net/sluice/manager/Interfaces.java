package net.sluice.manager;

import net.sluice.l2tp.InterfaceSettings;
import net.sluice.l2tp.InterfaceState;

/** Interfaces as others leave them. */
public final class Interfaces {
  private Interfaces() {}

  public static InterfaceState with(InterfaceState state, InterfaceSettings settings) {
    return new InterfaceState(
        state.index(),
        settings,
        settings.up() && !settings.dormant(),
        state.inPackets(),
        state.inOctets(),
        state.inErrors(),
        state.outPackets(),
        state.outOctets(),
        state.outErrors());
  }
}
