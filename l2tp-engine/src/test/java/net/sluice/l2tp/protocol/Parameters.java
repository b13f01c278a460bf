package net.sluice.l2tp.protocol;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import net.sluice.l2tp.ControlParameters;
import net.sluice.l2tp.DigestType;
import net.sluice.l2tp.Quirk;

/** Parameters of control connections that differ from others in something. */
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
    secrets = base.secrets();
    hideAvps = base.hideAvps();
    tieBreaker = base.tieBreaker();
    helloInterval = base.helloInterval();
    retransmitLimit = base.retransmitLimit();
    establishTimeout = base.establishTimeout();
    retryInterval = base.retryInterval();
    retryCap = base.retryCap();
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
        secrets,
        DigestType.MD5,
        hideAvps,
        tieBreaker,
        helloInterval,
        base.retransmitTimeout(),
        base.retransmitCap(),
        retransmitLimit,
        base.receiveWindow(),
        establishTimeout,
        retryInterval,
        retryCap,
        base.maxSessions(),
        freshPort,
        quirks);
  }
}
