package net.sluice.manager.resolve;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import net.sluice.l2tp.ControlParameters;
import net.sluice.l2tp.ControlParameters.Authentication;
import net.sluice.l2tp.ControlParameters.Delivery;
import net.sluice.l2tp.ControlParameters.Timing;
import net.sluice.l2tp.DigestType;
import net.sluice.l2tp.Quirk;
import net.sluice.manager.config.ConfigReader;
import net.sluice.manager.config.Inherited;
import net.sluice.yang.L2tpModel;
import org.opendaylight.yangtools.yang.common.QName;
import org.opendaylight.yangtools.yang.data.api.schema.DataContainerNode;

/** Reads the parameters of control connections from a tunnel and its profiles. */
final class ControlParameterReader {
  private ControlParameterReader() {}

  /**
   * Reads the parameters.
   *
   * @param hostName the Host Name that is used if no level has one
   * @param problem receives each problem, with the leaf that has it
   */
  static ControlParameters read(
      Inherited inherited, String hostName, BiConsumer<QName, String> problem) {
    ControlParameters builtIn =
        ControlParameters.of(inherited.text(L2tpModel.HOST_NAME).orElse(hostName));
    return new ControlParameters(
        builtIn.hostName(),
        authentication(inherited, builtIn.authentication(), problem),
        delivery(inherited, builtIn.delivery()),
        timing(inherited, builtIn.timing()),
        inherited.bool(L2tpModel.TIE_BREAKER, builtIn.tieBreaker()),
        inherited.number(L2tpModel.MAX_SESSIONS, builtIn.maxSessions()),
        inherited.text(L2tpModel.ANSWER_PORT).map("fresh"::equals).orElse(builtIn.freshPort()),
        quirks(inherited));
  }

  private static Authentication authentication(
      Inherited inherited, Authentication builtIn, BiConsumer<QName, String> problem) {
    List<String> secrets = secrets(inherited, problem);
    DigestType digest =
        inherited
            .text(L2tpModel.MESSAGE_DIGEST)
            .map(text -> DigestType.valueOf(constant(text)))
            .orElse(builtIn.digest());
    boolean hideAvps = inherited.bool(L2tpModel.HIDE_AVPS, builtIn.hideAvps());
    if (digest == DigestType.NONE && !secrets.isEmpty()) {
      problem.accept(
          L2tpModel.MESSAGE_DIGEST,
          "message-digest is none, but there is a secret, which needs a digest; set message-digest");
    }
    if (hideAvps && secrets.isEmpty()) {
      problem.accept(L2tpModel.HIDE_AVPS, "hide-avps needs a secret; set secret");
    }
    return new Authentication(secrets, digest, hideAvps);
  }

  private static Delivery delivery(Inherited inherited, Delivery builtIn) {
    Inherited retransmit = inherited.in(L2tpModel.RETRANSMIT);
    return new Delivery(
        millis(retransmit, L2tpModel.TIMEOUT, builtIn.retransmitTimeout()),
        millis(retransmit, L2tpModel.CAP, builtIn.retransmitCap()),
        retransmit.number(L2tpModel.LIMIT, builtIn.retransmitLimit()),
        inherited.number(L2tpModel.RECEIVE_WINDOW, builtIn.receiveWindow()));
  }

  private static Timing timing(Inherited inherited, Timing builtIn) {
    Duration retryInterval = seconds(inherited, L2tpModel.RETRY_INTERVAL, builtIn.retryInterval());
    Duration retryCap = seconds(inherited, L2tpModel.RETRY_CAP, builtIn.retryCap());
    return new Timing(
        seconds(inherited, L2tpModel.HELLO_INTERVAL, builtIn.helloInterval()),
        seconds(inherited, L2tpModel.ESTABLISH_TIMEOUT, builtIn.establishTimeout()),
        retryInterval,
        retryCap.compareTo(retryInterval) < 0 ? retryInterval : retryCap);
  }

  /**
   * Returns the secrets, both from the same level. The second secret of a profile does not apply to
   * an instance that has a secret of its own.
   */
  private static List<String> secrets(Inherited inherited, BiConsumer<QName, String> problem) {
    Optional<DataContainerNode> level = inherited.level(L2tpModel.SECRET);
    List<String> secrets = new ArrayList<>(2);
    level.flatMap(node -> ConfigReader.text(node, L2tpModel.SECRET)).ifPresent(secrets::add);
    level
        .flatMap(node -> ConfigReader.text(node, L2tpModel.SECONDARY_SECRET))
        .ifPresent(secrets::add);
    if (inherited.levels().stream().anyMatch(ControlParameterReader::lacksSecret)) {
      problem.accept(
          L2tpModel.SECONDARY_SECRET,
          "secondary-secret needs a secret at the same place; set secret");
    }
    return secrets;
  }

  private static boolean lacksSecret(DataContainerNode level) {
    return ConfigReader.value(level, L2tpModel.SECONDARY_SECRET).isPresent()
        && ConfigReader.value(level, L2tpModel.SECRET).isEmpty();
  }

  private static Set<Quirk> quirks(Inherited inherited) {
    return inherited.texts(L2tpModel.QUIRK).stream()
        .map(text -> Quirk.valueOf(constant(text)))
        .collect(Collectors.toSet());
  }

  private static Duration seconds(Inherited inherited, QName leaf, Duration builtIn) {
    return Duration.ofSeconds(inherited.number(leaf, (int) builtIn.toSeconds()));
  }

  private static Duration millis(Inherited inherited, QName leaf, Duration builtIn) {
    return Duration.ofMillis(inherited.number(leaf, (int) builtIn.toMillis()));
  }

  /** Returns the name of an enum constant for a value of a YANG enumeration. */
  private static String constant(String value) {
    return value.toUpperCase(Locale.ROOT).replace('-', '_');
  }
}
