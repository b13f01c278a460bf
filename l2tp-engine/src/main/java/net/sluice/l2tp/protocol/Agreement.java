package net.sluice.l2tp.protocol;

import java.util.Optional;
import java.util.OptionalInt;
import net.sluice.l2tp.Result;
import net.sluice.l2tp.ResultCodes;
import net.sluice.l2tp.Sequencing;
import net.sluice.l2tp.SessionParameters;
import net.sluice.l2tp.Sublayer;
import net.sluice.l2tp.signaling.Cause;
import net.sluice.l2tp.signaling.Reason;
import net.sluice.l2tp.wire.ControlMessage.Circuit;

/**
 * The negotiated format of data packets. RFC 3931 sections 4.6 and 5.4.4 let each end choose the it
 * receives. Linux has one sublayer for both directions, so either both ends use it or none.
 *
 * @param sublayer the sublayer in both directions
 * @param sequencing the use of sequence numbers at this end
 */
record Agreement(Sublayer sublayer, Sequencing sequencing) {

  /** The result that clears a session if the ends can not agree (RFC 3931 section 5.4.4). */
  static final Cause NONE_POSSIBLE =
      Cause.of(
          Reason.WRONG_SUBLAYER,
          Result.of(
              ResultCodes.CDN_SEQUENCING_WITHOUT_SUBLAYER,
              "sequencing needs the default L2-Specific Sublayer"));

  /** The Data Sequencing level for all packets. */
  private static final int ALL = 2;

  /**
   * The format of data packets that the peer requests.
   *
   * @param sublayer L2-Specific Sublayer; none if the peer does not send the AVP
   * @param level Data Sequencing; 0 if the peer does not send the AVP. Level 1, all but IP, counts
   *     as level 2, because Linux does not classify packets
   */
  record Wish(Sublayer sublayer, int level) {
    /** A peer that requests nothing. */
    static final Wish NONE = new Wish(Sublayer.NONE, 0);

    /** Returns this wish changed by a later message. Parts that the message omits stay. */
    Wish changedBy(Circuit circuit) {
      return new Wish(circuit.sublayer().orElse(sublayer), circuit.dataSequencing().orElse(level));
    }
  }

  /** Returns the sublayer that this end requests: sequencing needs it (RFC 3931 section 5.4.4). */
  static Sublayer wanted(SessionParameters ours) {
    return ours.sequencing() == Sequencing.NONE ? ours.sublayer() : Sublayer.DEFAULT;
  }

  /** Returns the Data Sequencing level that this end requests; empty for none. */
  static OptionalInt level(SessionParameters ours) {
    return ours.sequencing().receives() ? OptionalInt.of(ALL) : OptionalInt.empty();
  }

  /**
   * Returns the agreement to propose while the peer can still answer: the sublayer is used if
   * either end requests it.
   *
   * @return empty for {@link #NONE_POSSIBLE}
   */
  static Optional<Agreement> proposed(SessionParameters ours, Wish theirs) {
    return wanted(ours) == Sublayer.DEFAULT && theirs.level() == 0
        ? Optional.of(with(Sublayer.DEFAULT, ours, theirs))
        : settled(ours, theirs);
  }

  /**
   * Returns the agreement after the last message of the peer: the sublayer is used if the peer
   * requests it.
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
