package net.sluice.l2tp.protocol;

import static net.sluice.l2tp.protocol.SessionsBench.ACTIVE;
import static net.sluice.l2tp.protocol.SessionsBench.ID;
import static net.sluice.l2tp.protocol.SessionsBench.PEER;
import static net.sluice.l2tp.protocol.SessionsBench.PEER_COOKIE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.EnumSet;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import net.sluice.l2tp.CircuitStatus;
import net.sluice.l2tp.Sequencing;
import net.sluice.l2tp.SignaledPseudowireProfile;
import net.sluice.l2tp.Sublayer;
import net.sluice.l2tp.signaling.SignalingEvent;
import net.sluice.l2tp.wire.ControlMessage;
import net.sluice.l2tp.wire.ControlMessage.Call;
import net.sluice.l2tp.wire.ControlMessage.CallConnected;
import net.sluice.l2tp.wire.ControlMessage.CallReply;
import net.sluice.l2tp.wire.ControlMessage.Cdn;
import net.sluice.l2tp.wire.ControlMessage.Circuit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The tables of RFC 3931 sections 7.3 and 7.4, row by row, by their effects. */
class SessionMachineTest {
  private final SessionsBench bench = new SessionsBench();
  private long id;

  @ParameterizedTest
  @CsvSource({
    // 7.3.1, with the installation by the data plane between ICRP and ICCN
    "wait-control-conn, control-conn-open, ICRQ, wait-reply",
    "wait-control-conn, local-close, -, wait-control-conn",
    "wait-reply, ICRP, install, wait-reply",
    "wait-reply, ICRP-not-acceptable, CDN 15, retry",
    "wait-reply, OCRP, CDN 16, retry",
    "wait-reply, CDN, -, retry",
    "wait-reply, ICCN, -, retry",
    "wait-reply, OCCN, -, retry",
    "wait-reply, local-close, CDN 3 ICRQ, wait-reply",
    "wait-reply, timeout, CDN 16, retry",
    "wait-reply, refused, CDN 2/4, retry",
    "wait-reply, installed, -, wait-reply",
    "wait-install, installed, ICCN, established",
    "wait-install, refused, CDN 2/4, retry",
    "wait-install, timeout, CDN 16, retry",
    "wait-install, local-close, CDN 3 ICRQ, wait-reply",
    "wait-install, CDN, -, retry",
    "wait-install, ICRQ-again, CDN 16, retry",
    "wait-install, ICRP, CDN 16, retry",
    "wait-install, ICCN, CDN 16, retry",
    "sender-established, CDN, -, retry",
    "sender-established, ICRQ-again, CDN 16, retry",
    "sender-established, ICRP, CDN 16, retry",
    "sender-established, OCRP, CDN 16, retry",
    "sender-established, ICCN, CDN 16, retry",
    "sender-established, local-close, CDN 3 ICRQ, wait-reply",
    "sender-established, refused, CDN 2/4, retry",
    "sender-established, installed, -, established",
    // 7.3.2, with the installation before ICRP, and again if ICCN changes the agreement
    "idle, ICRQ, install, wait-connect",
    "idle, ICRQ-not-acceptable, CDN 15, idle",
    "idle, ICRP, CDN 2/5, idle",
    "idle, OCRP, CDN 2/5, idle",
    "idle, ICCN, -, idle",
    "idle, OCCN, -, idle",
    "idle, CDN, -, idle",
    "prepare, installed, ICRP, wait-connect",
    "prepare, refused, CDN 2/4, idle",
    "prepare, timeout, CDN 16, idle",
    "prepare, CDN, -, idle",
    "prepare, ICCN, CDN 16, idle",
    "prepare, ICRP, CDN 16, idle",
    "prepare, ICRQ-again, CDN 16, idle",
    "prepare, local-close, CDN 3, idle",
    "wait-connect, ICCN, -, established",
    "wait-connect, ICCN-not-acceptable, CDN 15, idle",
    "wait-connect, ICCN-other, install, wait-connect",
    "wait-connect, OCCN, CDN 16, idle",
    "wait-connect, ICRQ-again, CDN 16, idle",
    "wait-connect, ICRP, CDN 16, idle",
    "wait-connect, CDN, -, idle",
    "wait-connect, local-close, CDN 3, idle",
    "wait-connect, timeout, CDN 16, idle",
    "wait-connect, refused, CDN 2/4, idle",
    "wait-change, installed, -, established",
    "wait-change, refused, CDN 2/4, idle",
    "wait-change, timeout, CDN 16, idle",
    "wait-change, CDN, -, idle",
    "wait-change, ICCN, CDN 16, idle",
    "wait-change, ICRQ-again, CDN 16, idle",
    "wait-change, local-close, CDN 3, idle",
    "recipient-established, CDN, -, idle",
    "recipient-established, ICRQ-again, CDN 16, idle",
    "recipient-established, ICRP, CDN 16, idle",
    "recipient-established, ICCN, CDN 16, idle",
    "recipient-established, local-close, CDN 3, idle",
    // 7.4.2, where the installation is the placing of the call
    "idle, OCRQ, OCRP install, wait-connect",
    "idle, OCRQ-not-acceptable, CDN 15, idle",
    "wait-cs-answer, installed, OCCN, established",
    "wait-cs-answer, refused, CDN 2/4, idle",
    "wait-cs-answer, timeout, CDN 16, idle",
    "wait-cs-answer, ICRQ-again, CDN 16, idle",
    "wait-cs-answer, OCRP, CDN 16, idle",
    "wait-cs-answer, OCCN, CDN 16, idle",
    "wait-cs-answer, CDN, -, idle",
    "wait-cs-answer, local-close, CDN 3, idle",
    "wait-cs-answer, circuit-down, CDN 1, idle",
    "called-established, CDN, -, idle",
    "called-established, ICRQ-again, CDN 16, idle",
    "called-established, OCRP, CDN 16, idle",
    "called-established, OCCN, CDN 16, idle",
    "called-established, local-close, CDN 3, idle",
    "called-established, circuit-down, CDN 1, idle",
  })
  void everyRowOfTheTablesOfSection7Holds(String state, String event, String actions, String next) {
    enter(state);
    bench.carrier.take();
    bench.events();
    raise(event);
    assertEquals(actions, actions());
    bench.events();
    assertEquals(next, state());
  }

  @Test
  void everyRowNamesItsSectionAndEveryEventHasARow() {
    Set<SessionEvent> known = EnumSet.noneOf(SessionEvent.class);
    for (SessionRole role : SessionRole.values()) {
      for (var row : SessionMachine.table(role).rows()) {
        assertTrue(row.section().matches("7\\.[34]\\.[12]|5\\.4\\.4"), row::toString);
        known.add(row.event());
      }
    }
    assertEquals(EnumSet.allOf(SessionEvent.class), known);
  }

  private void enter(String state) {
    switch (state) {
      case "wait-control-conn" -> bench.configure(SessionsBench.pseudowire("a", ID, true));
      case "wait-reply" -> id = bench.waitReply();
      case "wait-install" -> {
        id = bench.waitReply();
        bench.receive(SessionsBench.icrp(id, ACTIVE));
      }
      case "sender-established" -> id = bench.establishedSender();
      case "idle" -> bench.configure(SessionsBench.pseudowire("a", ID, false)).up();
      case "prepare" -> id = bench.prepare();
      case "wait-connect" -> {
        sublayer();
        id = bench.toInstall().local().sessionId();
        bench.installed(id);
      }
      case "wait-change" -> {
        sublayer();
        id = bench.toInstall().local().sessionId();
        bench.installed(id).receive(SessionsBench.iccn(id, Circuit.NONE));
      }
      case "recipient-established" -> id = bench.establishedRecipient();
      case "wait-cs-answer" -> call();
      case "called-established" -> {
        call();
        bench.installed(id);
      }
      default -> throw new AssertionError(state);
    }
  }

  /** Configures a session with the sublayer, which the ICRQ of the peer does not request. */
  private void sublayer() {
    SignaledPseudowireProfile profile =
        new SignaledPseudowireProfile(
            "a",
            SessionsBench.TUNNEL,
            ID,
            false,
            true,
            SessionsBench.parameters(Sublayer.DEFAULT, Sequencing.NONE));
    bench.configure(profile).up().receive(SessionsBench.icrq());
  }

  private void call() {
    bench.configure(SessionsBench.pseudowire("a", ID, false)).up();
    bench.receive(SessionsBench.request(Call.OUTGOING, PEER, ID, null, ACTIVE));
    id = bench.toInstall().local().sessionId();
  }

  private void raise(String event) {
    Circuit asked = SessionsBench.circuit(Sublayer.DEFAULT, null, null);
    Circuit bad = SessionsBench.circuit(Sublayer.NONE, 2, 1);
    long some = id == 0 ? 12345 : id;
    switch (event) {
      case "control-conn-open" -> bench.up();
      case "local-close" -> bench.reset("a");
      case "timeout" -> bench.next();
      case "installed" -> bench.installed(id);
      case "refused" -> bench.refused(id, "no memory");
      case "circuit-down" -> bench.status("a", CircuitStatus.DOWN);
      case "CDN" -> bench.receive(SessionsBench.cdn(some, 3));
      case "ICRQ", "ICRQ-again" -> bench.receive(SessionsBench.icrq());
      case "ICRQ-not-acceptable" -> bench.receive(SessionsBench.icrq(PEER, ID, null, bad));
      case "OCRQ" -> bench.receive(SessionsBench.request(Call.OUTGOING, PEER, ID, null, ACTIVE));
      case "OCRQ-not-acceptable" ->
          bench.receive(SessionsBench.request(Call.OUTGOING, PEER, ID, null, bad));
      case "ICRP" -> bench.receive(SessionsBench.icrp(some, ACTIVE));
      case "ICRP-not-acceptable" -> bench.receive(SessionsBench.icrp(some, bad));
      case "OCRP" ->
          bench.receive(
              new CallReply(Call.OUTGOING, PEER, some, PEER_COOKIE, OptionalLong.empty(), ACTIVE));
      case "ICCN" ->
          bench.receive(SessionsBench.iccn(some, agreedOnSublayer() ? asked : Circuit.NONE));
      case "ICCN-other" -> bench.receive(SessionsBench.iccn(some, Circuit.NONE));
      case "ICCN-not-acceptable" -> bench.receive(SessionsBench.iccn(some, bad));
      case "OCCN" -> bench.receive(new CallConnected(Call.OUTGOING, PEER, some, Circuit.NONE));
      default -> throw new AssertionError(event);
    }
  }

  private boolean agreedOnSublayer() {
    return bench.report("a").sublayer() == Sublayer.DEFAULT;
  }

  private String actions() {
    String actions =
        bench.carrier.take().stream().map(this::words).collect(Collectors.joining(" "));
    if (bench.events.stream().anyMatch(SignalingEvent.InstallSession.class::isInstance)) {
      actions = (actions + " install").strip();
    }
    return actions.isEmpty() ? "-" : actions;
  }

  private String words(ControlMessage message) {
    if (!(message instanceof Cdn cdn)) {
      return message.type().name();
    }
    int code = cdn.result().code();
    return "CDN " + code + (code == 2 ? "/" + cdn.result().error().getAsInt() : "");
  }

  private String state() {
    return bench.report("a").state().name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
