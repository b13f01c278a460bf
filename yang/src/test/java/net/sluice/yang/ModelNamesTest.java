package net.sluice.yang;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Modifier;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.opendaylight.yangtools.yang.common.QName;
import org.opendaylight.yangtools.yang.common.QNameModule;
import org.opendaylight.yangtools.yang.data.api.YangInstanceIdentifier;
import org.opendaylight.yangtools.yang.model.api.ActionDefinition;
import org.opendaylight.yangtools.yang.model.api.ActionNodeContainer;
import org.opendaylight.yangtools.yang.model.api.ChoiceSchemaNode;
import org.opendaylight.yangtools.yang.model.api.DataNodeContainer;
import org.opendaylight.yangtools.yang.model.api.DataSchemaNode;
import org.opendaylight.yangtools.yang.model.api.NotificationDefinition;

class ModelNamesTest {
  private final Schema schema = Schema.get();

  @Test
  void everyNodeHasAConstantAndEveryConstantANode() throws IllegalAccessException {
    assertEquals(names(L2tpModel.MODULE), constants(L2tpModel.class));
    assertEquals(names(PseudowireModel.MODULE), constants(PseudowireModel.class));
    assertEquals(names(FunnelModel.MODULE), constants(FunnelModel.class));
  }

  @Test
  void everyPathHasANode() throws IllegalAccessException {
    for (Class<?> model :
        new Class<?>[] {L2tpModel.class, PseudowireModel.class, FunnelModel.class}) {
      for (var field : model.getDeclaredFields()) {
        if (field.getType() == YangInstanceIdentifier.class) {
          var path = (YangInstanceIdentifier) field.get(null);
          assertTrue(schema.tree().findChild(path).isPresent(), field.getName());
        }
      }
    }
    Stream.of(
            L2tpModel.tunnel("x"),
            L2tpModel.tunnelProfile("x"),
            L2tpModel.pseudowireProfile("x"),
            L2tpModel.sessionProfile("x"),
            L2tpModel.peerProfile("x"),
            L2tpModel.peerTunnel("x"),
            L2tpModel.session("x"),
            L2tpModel.listen("x"),
            PseudowireModel.pseudowire("x"),
            FunnelModel.funnel("x"))
        .forEach(path -> assertTrue(schema.tree().findChild(path).isPresent(), path::toString));
  }

  private Set<QName> names(QNameModule module) {
    var names = new HashSet<QName>();
    collect(schema.context(), names);
    for (NotificationDefinition notification : schema.context().getNotifications()) {
      names.add(notification.getQName());
      collect(notification, names);
    }
    names.removeIf(name -> !name.getModule().equals(module));
    return names;
  }

  private static void collect(DataNodeContainer parent, Set<QName> names) {
    if (parent instanceof ActionNodeContainer container) {
      for (ActionDefinition action : container.getActions()) {
        names.add(action.getQName());
        collect(action.getInput(), names);
        collect(action.getOutput(), names);
      }
    }
    for (DataSchemaNode child : parent.getChildNodes()) {
      names.add(child.getQName());
      if (child instanceof DataNodeContainer container) {
        collect(container, names);
      } else if (child instanceof ChoiceSchemaNode choice) {
        choice.getCases().forEach(branch -> collect(branch, names));
      }
    }
  }

  private static Set<QName> constants(Class<?> model) throws IllegalAccessException {
    var names = new HashSet<QName>();
    for (var field : model.getDeclaredFields()) {
      if (Modifier.isStatic(field.getModifiers()) && field.getType() == QName.class) {
        names.add((QName) field.get(null));
      }
    }
    return names;
  }
}
