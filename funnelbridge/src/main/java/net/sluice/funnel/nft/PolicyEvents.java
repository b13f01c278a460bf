package net.sluice.funnel.nft;

import java.util.OptionalInt;
import java.util.function.Predicate;
import net.sluice.netlink.AttributeReader;
import net.sluice.netlink.MessageReader;
import net.sluice.netlink.NetlinkEvents;

/**
 * A listener for nftables transactions, which detects transactions of other programs that change
 * the table.
 */
final class PolicyEvents implements NetlinkEvents.Listener {
  private static final int FAMILY_OFFSET = 16;
  private static final int BRIDGE_FAMILY = 7;

  /** The first attribute of messages about tables and all that is in them. */
  private static final int TABLE_NAME = 1;

  private final Predicate<OptionalInt> own;
  private final Runnable changed;
  private boolean touched;

  /**
   * @param own returns true for the number of a transaction of this process
   * @param changed called if others have changed the table, or may have
   */
  PolicyEvents(Predicate<OptionalInt> own, Runnable changed) {
    this.own = own;
    this.changed = changed;
  }

  /**
   * Handles a message: the kernel sends the changes of a transaction, and its number at the end.
   */
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
