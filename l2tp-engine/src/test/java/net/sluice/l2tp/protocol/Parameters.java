package net.sluice.l2tp.protocol;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import net.sluice.l2tp.ControlParameters;
import net.sluice.l2tp.ControlParameters.Authentication;
import net.sluice.l2tp.ControlParameters.Delivery;
import net.sluice.l2tp.ControlParameters.Timing;
import net.sluice.l2tp.DigestType;
import net.sluice.l2tp.Quirk;

/** A builder for parameters of control connections that differ from others. */
final class Parameters {
  private final ControlParameters base;
  private List<String> secrets;
  private boolean hideAvps;
  private boolean tieBreaker;
  private Duration helloInterval;
  private int retransmitLimit;
  private Duration establishTimeout;
  private Duration retryInterval;
  private Duration retryCap;
  private boolean freshPort;
  private Set<Quirk> quirks;

  private Parameters(ControlParameters base) {
    this.base = base;
    secrets = base.authentication().secrets();
    hideAvps = base.authentication().hideAvps();
    tieBreaker = base.tieBreaker();
    helloInterval = base.timing().helloInterval();
    retransmitLimit = base.delivery().retransmitLimit();
    establishTimeout = base.timing().establishTimeout();
    retryInterval = base.timing().retryInterval();
    retryCap = base.timing().retryCap();
    freshPort = base.freshPort();
    quirks = base.quirks();
  }

  static Parameters from(ControlParameters base) {
    return new Parameters(base);
  }

  Parameters secrets(String... all) {
    secrets = List.of(all);
    return this;
  }

  Parameters hideAvps(boolean hide) {
    hideAvps = hide;
    return this;
  }

  Parameters tieBreaker(boolean has) {
    tieBreaker = has;
    return this;
  }

  Parameters helloInterval(Duration interval) {
    helloInterval = interval;
    return this;
  }

  Parameters retransmitLimit(int limit) {
    retransmitLimit = limit;
    return this;
  }

  Parameters establishTimeout(Duration timeout) {
    establishTimeout = timeout;
    return this;
  }

  Parameters retry(Duration interval, Duration cap) {
    retryInterval = interval;
    retryCap = cap;
    return this;
  }

  Parameters freshPort(boolean fresh) {
    freshPort = fresh;
    return this;
  }

  Parameters quirks(Quirk... all) {
    quirks = Set.of(all);
    return this;
  }

  ControlParameters build() {
    return new ControlParameters(
        base.hostName(),
        new Authentication(secrets, DigestType.MD5, hideAvps),
        new Delivery(
            base.delivery().retransmitTimeout(),
            base.delivery().retransmitCap(),
            retransmitLimit,
            base.delivery().receiveWindow()),
        new Timing(helloInterval, establishTimeout, retryInterval, retryCap),
        tieBreaker,
        base.maxSessions(),
        freshPort,
        quirks);
  }
}
