package net.sluice.manager.ledger;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.sluice.l2tp.DataPlane;
import net.sluice.l2tp.InterfaceSettings;
import net.sluice.l2tp.SessionProfile;
import net.sluice.l2tp.Snapshot;
import net.sluice.l2tp.Snapshot.ActualSession;
import net.sluice.l2tp.TunnelProfile;
import net.sluice.manager.desired.DesiredState;
import net.sluice.manager.ledger.Placed.Kind;
import org.jspecify.annotations.Nullable;

/**
 * Reads tunnels and sessions by id from the data plane and enters them into the ledger as present.
 * This is done at the start, and when the ledger may be wrong.
 *
 * <p>Thread: manager.
 */
final class Reader {
  private final DataPlane dataPlane;
  private final DesiredState desired;
  private final Ledger ledger;

  Reader(DataPlane dataPlane, DesiredState desired, Ledger ledger) {
    this.dataPlane = dataPlane;
    this.desired = desired;
    this.ledger = ledger;
  }

  /** Reads tunnels and sessions. */
  void read(Collection<PlacedTunnel> tunnels, Collection<Placed> sessions) {
    read(tunnels, sessions, Leftovers.NONE);
  }

  /**
   * Reads tunnels and sessions. Leftovers of an interrupted commit are entered as present and not
   * wanted.
   */
  void read(Collection<PlacedTunnel> tunnels, Collection<Placed> sessions, Leftovers leftovers) {
    Snapshot actual = snapshot(tunnels, sessions, leftovers);
    tunnels.forEach(tunnel -> enter(tunnel, actual));
    leftovers.tunnels().forEach(tunnel -> enterLeftover(tunnel, actual));
    sessions.forEach(session -> enter(session, actual, leftovers.sessions().get(session.name())));
    leftovers.sessions().forEach((name, session) -> enterLeftover(name, session, actual));
  }

  private Snapshot snapshot(
      Collection<PlacedTunnel> tunnels, Collection<Placed> sessions, Leftovers leftovers) {
    Set<Long> tunnelIds = new HashSet<>();
    tunnels.forEach(tunnel -> tunnelIds.add(tunnel.id()));
    leftovers.tunnels().forEach(tunnel -> tunnelIds.add(tunnel.tunnelId()));
    Map<Long, SessionProfile> profiles = new HashMap<>();
    for (Placed session : sessions) {
      forms(session).forEach(form -> profiles.put(form.sessionId(), form));
    }
    leftovers.sessions().values().forEach(form -> profiles.put(form.sessionId(), form));
    return dataPlane.snapshot(tunnelIds, profiles.values());
  }

  /** Returns the forms that a session may have in the data plane, the most likely one first. */
  private static List<SessionProfile> forms(Placed session) {
    List<SessionProfile> forms = new ArrayList<>(2);
    if (session.present() != null) {
      forms.add(session.present());
    }
    if (session.wanted() != null) {
      forms.add(session.wanted());
    }
    return forms;
  }

  private void enter(PlacedTunnel tunnel, Snapshot actual) {
    if (!tunnel.equals(ledger.tunnel(tunnel.id()))) {
      return; // another tunnel still has its id
    }
    TunnelProfile found = actual.tunnels().get(tunnel.id());
    if (found == null) {
      if (tunnel.isPresent()) {
        ledger.lost(tunnel);
      }
    } else {
      // Sluice opens the socket of a signaled tunnel, so the kernel reports fewer of its values.
      tunnel.present(tunnel.isStatic() ? found.withName(tunnel.name()) : tunnel.profile());
    }
  }

  /**
   * Enters a session.
   *
   * @param interrupted the form that an interrupted commit would have given it; null without one
   */
  private void enter(Placed session, Snapshot actual, @Nullable SessionProfile interrupted) {
    for (SessionProfile form : forms(session)) {
      ActualSession found = actual.sessions().get(form.sessionId());
      if (found != null) {
        enter(session, complete(found, form, interrupted), actual);
        return;
      }
    }
    ledger.lost(session);
  }

  private void enter(Placed session, SessionProfile found, Snapshot actual) {
    ledger.lost(session);
    PlacedTunnel tunnel = ledger.tunnel(found.tunnelId());
    session.found(
        found, tunnel, Optional.ofNullable(actual.interfaces().get(found.interfaceName())));
    if (tunnel != null) {
      tunnel.sessions().add(session);
    }
  }

  /**
   * Completes a session that was found with the values that the data plane does not report:
   *
   * <ul>
   *   <li>The sequencing of sent frames. If only one direction is sequenced, the kernel follows its
   *       peer (l2tp_recv_common(), Linux 6.12).
   *   <li>The sublayer. It is assumed to be the expected one, unless an interrupted commit may have
   *       changed it.
   * </ul>
   */
  private static SessionProfile complete(
      ActualSession found, SessionProfile expected, @Nullable SessionProfile interrupted) {
    SessionProfile completed = found.profile();
    boolean sameDirection = completed.sequencing().receives() == expected.sequencing().receives();
    boolean oneWay = expected.sequencing().sends() != expected.sequencing().receives();
    if (oneWay && sameDirection) {
      completed = completed.withSequencing(expected.sequencing());
    }
    if (found.sublayerKnown()) {
      return completed;
    }
    return completed.withSublayer(
        interrupted == null ? expected.sublayer() : interrupted.sublayer());
  }

  private void enterLeftover(TunnelProfile form, Snapshot actual) {
    TunnelProfile found = actual.tunnels().get(form.tunnelId());
    boolean ours = found != null && found.withName(form.name()).equals(form);
    if (ours && desired.tunnelWithId(form.tunnelId()).isEmpty()) {
      PlacedTunnel tunnel = new PlacedTunnel(form, null);
      tunnel.present(form);
      tunnel.unwant();
      ledger.claimId(tunnel);
      ledger.changed(tunnel);
    }
  }

  private void enterLeftover(String name, SessionProfile form, Snapshot actual) {
    ActualSession found = actual.sessions().get(form.sessionId());
    boolean ours = found != null && complete(found, form, null).equals(form);
    if (ours && desired.pseudowireWithSession(form.sessionId()).isEmpty()) {
      Placed session =
          new Placed(name, 0, Kind.STATIC, null, InterfaceSettings.fresh(form.interfaceName()));
      session.finish();
      enter(session, form, actual);
      ledger.changed(session);
    }
  }
}
