package net.sluice.l2tp.wire;

import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.sluice.l2tp.ControlParameters;
import net.sluice.l2tp.ControlParameters.Authentication;
import net.sluice.l2tp.DigestType;
import net.sluice.l2tp.Quirk;

/** The parameters of a control connection that its codec uses. */
record Setup(
    String name, List<String> secrets, DigestType digest, boolean hideAvps, Set<Quirk> quirks) {
  static final String NONCE_A = "000102030405060708090a0b0c0d0e0f";
  static final String NONCE_B = "101112131415161718191a1b1c1d1e1f";

  static final Setup PLAIN = new Setup("plain", List.of(), DigestType.NONE, false, Set.of());
  static final Setup INTEGRITY = new Setup("integrity", List.of(), DigestType.MD5, false, Set.of());
  static final Setup MD5 = new Setup("md5", List.of("topsecret"), DigestType.MD5, false, Set.of());
  static final Setup SHA1 =
      new Setup("sha1", List.of("topsecret"), DigestType.SHA1, false, Set.of());
  static final Setup HIDDEN =
      new Setup("hidden", List.of("topsecret"), DigestType.MD5, true, Set.of());
  static final Setup ROLL_OVER =
      new Setup("roll-over", List.of("old", "new"), DigestType.SHA1, true, Set.of());
  static final Setup QUIRKS =
      new Setup("quirks", List.of(), DigestType.NONE, false, EnumSet.allOf(Quirk.class));
  static final Setup QUIRKS_WITH_SECRET =
      new Setup(
          "quirks-with-secret",
          List.of("topsecret"),
          DigestType.MD5,
          true,
          EnumSet.allOf(Quirk.class));

  static final List<Setup> ALL =
      List.of(PLAIN, INTEGRITY, MD5, SHA1, HIDDEN, ROLL_OVER, QUIRKS, QUIRKS_WITH_SECRET);

  Setup withSecrets(String... others) {
    return new Setup(name, List.of(others), digest, hideAvps, quirks);
  }

  Setup with(Quirk... others) {
    return new Setup(name, secrets, digest, hideAvps, Set.of(others));
  }

  ControlParameters parameters() {
    ControlParameters d = ControlParameters.of("lcce");
    return new ControlParameters(
        d.hostName(),
        new Authentication(secrets, digest, hideAvps),
        d.delivery(),
        d.timing(),
        d.tieBreaker(),
        d.maxSessions(),
        d.freshPort(),
        quirks);
  }

  /** Returns the nonce of an end; empty without a secret. */
  String nonce(boolean initiator) {
    return secrets.isEmpty() ? "" : initiator ? NONCE_A : NONCE_B;
  }

  /** Returns the codec of the initiator, or of the other end. */
  MessageCodec codec(boolean initiator) {
    return new MessageCodec(parameters(), nonce(initiator), new Random(initiator ? 1 : 2));
  }

  @Override
  public String toString() {
    return name;
  }
}
