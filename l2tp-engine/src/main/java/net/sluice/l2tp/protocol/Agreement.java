package net.sluice.l2tp.protocol;

import java.util.Optional;
import java.util.OptionalInt;
import net.sluice.l2tp.Result;
import net.sluice.l2tp.ResultCodes;
import net.sluice.l2tp.Sequencing;
import net.sluice.l2tp.SessionParameters;
import net.sluice.l2tp.Sublayer;
import net.sluice.l2tp.wire.ControlMessage.Circuit;

/**
 * What both ends agree on for data packets. RFC 3931 sections 4.6 and 5.4.4 let each end say what
 * it wants to receive; Linux has one sublayer for both directions, so it is wanted by both or used
 * by none.
 *
 * @param sublayer the sublayer in both directions
 * @param sequencing what this end does with sequence numbers
 */
record Agreement(Sublayer sublayer, Sequencing sequencing) {

  /** Why a session is cleared whose ends can't agree (RFC 3931 section 5.4.4). */
  static final Result NONE_POSSIBLE =
      Result.of(
          ResultCodes.CDN_SEQUENCING_WITHOUT_SUBLAYER,
          "sequencing needs the default L2-Specific Sublayer");

  /** The Data Sequencing level for all packets. */
  static final int ALL = 2;

  /**
   * What the peer wants to receive.
   *
   * @param sublayer L2-Specific Sublayer; none where the peer says nothing
   * @param level Data Sequencing; 0 where the peer says nothing. Level 1, all but IP, counts as
   *     level 2: Linux does not classify packets
   */
  record Wish(Sublayer sublayer, int level) {
    /** Nothing. */
    static final Wish NONE = new Wish(Sublayer.NONE, 0);

    /** This, as a later message changes it: what that does not mention stays. */
    Wish changedBy(Circuit circuit) {
      return new Wish(circuit.sublayer().orElse(sublayer), circuit.dataSequencing().orElse(level));
    }
  }

  /** The sublayer that this end asks for: sequencing can't do without (RFC 3931 section 5.4.4). */
  static Sublayer wanted(SessionParameters ours) {
    return ours.sequencing() == Sequencing.NONE ? ours.sublayer() : Sublayer.DEFAULT;
  }

  /** The Data Sequencing that this end asks for. */
  static OptionalInt level(SessionParameters ours) {
    return ours.sequencing().receives() ? OptionalInt.of(ALL) : OptionalInt.empty();
  }

  /**
   * Where the peer can still answer: the sublayer is used if either end wants it.
   *
   * @return empty for {@link #NONE_POSSIBLE}
   */
  static Optional<Agreement> proposed(SessionParameters ours, Wish theirs) {
    return wanted(ours) == Sublayer.DEFAULT && theirs.level() == 0
        ? Optional.of(with(Sublayer.DEFAULT, ours, theirs))
        : settled(ours, theirs);
  }

  /**
   * Where the peer has had its say: the sublayer is used if the peer wants it.
   *
   * @return empty for {@link #NONE_POSSIBLE}
   */
  static Optional<Agreement> settled(SessionParameters ours, Wish theirs) {
    boolean needed = theirs.level() != 0 || ours.sequencing() != Sequencing.NONE;
    return needed && theirs.sublayer() == Sublayer.NONE
        ? Optional.empty()
        : Optional.of(with(theirs.sublayer(), ours, theirs));
  }

  private static Agreement with(Sublayer sublayer, SessionParameters ours, Wish theirs) {
    boolean sends = ours.sequencing().sends() || theirs.level() != 0;
    boolean receives = ours.sequencing().receives();
    Sequencing sequencing =
        sends
            ? receives ? Sequencing.BOTH : Sequencing.SEND
            : receives ? Sequencing.RECEIVE : Sequencing.NONE;
    return new Agreement(sublayer, sequencing);
  }
}
