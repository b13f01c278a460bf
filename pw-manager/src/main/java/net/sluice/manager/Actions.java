package net.sluice.manager;

import java.util.Locale;
import java.util.Optional;
import net.sluice.l2tp.signaling.Signaling;
import net.sluice.manager.api.ActionService;
import net.sluice.manager.api.ConfigError;
import net.sluice.manager.api.ConfigException;
import net.sluice.manager.api.StatusService.PseudowireStatus;
import net.sluice.manager.api.StatusService.Subject;
import net.sluice.manager.api.StatusService.TunnelStatus;
import net.sluice.manager.desired.DesiredState;
import net.sluice.manager.desired.DesiredTunnel;
import net.sluice.manager.state.OperationalState;
import net.sluice.manager.thread.ManagerThread;
import org.opendaylight.yangtools.yang.common.ErrorTag;

/** The actions of operators, carried out on the manager's thread. Thread: any. */
final class Actions implements ActionService {
  private final ManagerThread thread;
  private final Signaling signaling;
  private final DesiredState desired;
  private final OperationalState operational;

  Actions(
      ManagerThread thread,
      Signaling signaling,
      DesiredState desired,
      OperationalState operational) {
    this.thread = thread;
    this.signaling = signaling;
    this.desired = desired;
    this.operational = operational;
  }

  @Override
  public void resetTunnel(String name) throws ConfigException {
    thread.act(() -> clearTunnel(name));
  }

  @Override
  public void resetPseudowire(String name) throws ConfigException {
    thread.act(() -> clearSession(Subject.PSEUDOWIRE, name, operational.pseudowire(name)));
  }

  @Override
  public void resetSession(String name) throws ConfigException {
    thread.act(() -> clearSession(Subject.SESSION, name, operational.peerSession(name)));
  }

  private void clearTunnel(String name) throws ConfigException {
    Optional<TunnelStatus> found = operational.tunnel(name);
    boolean keepalive =
        desired.tunnel(name).filter(DesiredTunnel.Keepalive.class::isInstance).isPresent();
    require(
        Subject.TUNNEL,
        name,
        found.isPresent(),
        !keepalive && found.flatMap(TunnelStatus::signaling).isPresent());
    signaling.resetTunnel(name);
  }

  private void clearSession(Subject subject, String name, Optional<PseudowireStatus> found)
      throws ConfigException {
    require(
        subject, name, found.isPresent(), found.flatMap(PseudowireStatus::signaling).isPresent());
    signaling.resetSession(name);
  }

  private static void require(Subject subject, String name, boolean isThere, boolean isDynamic)
      throws ConfigException {
    String object = "%s '%s'".formatted(subject.name().toLowerCase(Locale.ROOT), name);
    if (!isThere) {
      throw new ConfigException(
          ConfigError.protocol(ErrorTag.DATA_MISSING, "there is no " + object));
    }
    if (!isDynamic) {
      throw new ConfigException(
          ConfigError.protocol(
              ErrorTag.OPERATION_FAILED,
              object + " is not dynamic: there is nothing to negotiate again"));
    }
  }
}
