package net.sluice.funnel.nft;

import java.util.OptionalInt;
import java.util.function.Predicate;
import net.sluice.netlink.AttributeReader;
import net.sluice.netlink.MessageReader;
import net.sluice.netlink.NetlinkEvents;

/** Hears of nftables transactions, and finds those of others that touch the table. */
final class PolicyEvents implements NetlinkEvents.Listener {
  private static final int FAMILY_OFFSET = 16;
  private static final int BRIDGE_FAMILY = 7;

  /** The first attribute of messages about tables and all that is in them. */
  private static final int TABLE_NAME = 1;

  private final Predicate<OptionalInt> own;
  private final Runnable changed;
  private boolean touched;

  /**
   * @param own tells whether a transaction was made by this process
   * @param changed told when others changed the table, or may have
   */
  PolicyEvents(Predicate<OptionalInt> own, Runnable changed) {
    this.own = own;
    this.changed = changed;
  }

  /** The kernel tells what a transaction changed, and its number in the end. */
  @Override
  public void event(MessageReader message) {
    if (message.type() >> 8 != Generations.SUBSYSTEM) {
      return;
    }
    if ((message.type() & 0xff) != Generations.NEW_GENERATION) {
      touched |= isOurTable(message);
    } else if (!own.test(Generations.decode(message)) && touched) {
      touched = false;
      changed.run();
    } else {
      touched = false;
    }
  }

  private static boolean isOurTable(MessageReader message) {
    if (message.u8(FAMILY_OFFSET) != BRIDGE_FAMILY) {
      return false;
    }
    AttributeReader attributes = message.attributes(Generations.HEADER_LENGTH);
    return attributes.next()
        && attributes.type() == TABLE_NAME
        && attributes.string().equals(PolicyText.NAME);
  }

  @Override
  public void overrun() {
    changed.run();
  }
}
