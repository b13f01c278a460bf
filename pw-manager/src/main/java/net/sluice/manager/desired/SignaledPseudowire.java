package net.sluice.manager.desired;

import net.sluice.l2tp.InterfaceSettings;
import net.sluice.l2tp.SignaledPseudowireProfile;

/**
 * A pseudowire whose session is signalled, as it shall be.
 *
 * @param profile what is to be agreed on with the peer
 * @param settings what its interface shall be while the session is active; an MTU of 0 stands for
 *     what the session agreed on leaves to the frames inside
 */
public record SignaledPseudowire(SignaledPseudowireProfile profile, InterfaceSettings settings) {
  public String name() {
    return profile.name();
  }
}
