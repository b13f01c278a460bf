package net.sluice.manager.plan;

import java.util.Locale;
import net.sluice.l2tp.Step;
import net.sluice.yang.L2tpModel;
import net.sluice.yang.PseudowireModel;
import org.opendaylight.yangtools.yang.data.api.YangInstanceIdentifier;

/** The object that a step changes. */
public record StepObject(Kind kind, String name) {

  /** The kinds of objects in the data plane. */
  public enum Kind {
    TUNNEL,
    PSEUDOWIRE
  }

  public static StepObject tunnel(String name) {
    return new StepObject(Kind.TUNNEL, name);
  }

  public static StepObject pseudowire(String name) {
    return new StepObject(Kind.PSEUDOWIRE, name);
  }

  /** Returns the object of a step. */
  public static StepObject of(Step step) {
    return switch (step) {
      case Step.CreateTunnel create -> tunnel(create.tunnel().name());
      case Step.DeleteTunnel delete -> tunnel(delete.tunnel().name());
      case Step.CreateSession create -> pseudowire(create.pseudowire());
      case Step.DeleteSession delete -> pseudowire(delete.pseudowire());
      case Step.Configure configure -> pseudowire(configure.pseudowire());
    };
  }

  /** Describes what a step does, for error texts. */
  static String action(Step step) {
    return switch (step) {
      case Step.CreateTunnel create -> "create tunnel " + create.tunnel().tunnelId();
      case Step.DeleteTunnel delete -> "delete tunnel " + delete.tunnel().tunnelId();
      case Step.CreateSession create ->
          "create session %d with interface %s"
              .formatted(create.session().sessionId(), create.session().interfaceName());
      case Step.DeleteSession delete -> "delete session " + delete.session().sessionId();
      case Step.Configure configure -> "configure interface " + configure.after().name();
    };
  }

  YangInstanceIdentifier path() {
    return kind == Kind.TUNNEL ? L2tpModel.tunnel(name) : PseudowireModel.pseudowire(name);
  }

  @Override
  public String toString() {
    return "%s '%s'".formatted(kind.name().toLowerCase(Locale.ROOT), name);
  }
}
