package net.sluice.northbound.netconf.request;

import java.util.ArrayDeque;
import java.util.Deque;
import net.sluice.northbound.netconf.data.ModelNode;
import org.opendaylight.yangtools.yang.data.api.YangInstanceIdentifier;
import org.opendaylight.yangtools.yang.data.api.YangInstanceIdentifier.PathArgument;

/**
 * A step of a path that is still being read: the key of a list entry may come after things that
 * need the entry's path, so the paths are made when all is read.
 */
final class Step {
  private final Step parent;
  private final ModelNode model;
  private PathArgument argument;

  private Step(Step parent, ModelNode model, PathArgument argument) {
    this.parent = parent;
    this.model = model;
    this.argument = argument;
  }

  /** The step to the root, which has no argument. */
  static Step root(ModelNode model) {
    return new Step(null, model, null);
  }

  /** A step to a node; to a list, for an entry whose key is not known yet. */
  Step to(ModelNode child) {
    Step step = this;
    for (ModelNode.Case inside : child.cases()) {
      step = new Step(step, child, inside.choice());
    }
    return new Step(step, child, child.id());
  }

  /** A step from a list or leaf-list to its entry, known now or later. */
  Step entry(PathArgument entry) {
    return new Step(this, model, entry);
  }

  /** Says which entry it is. */
  void is(PathArgument entry) {
    argument = entry;
  }

  /** The path, without steps that never became known. */
  YangInstanceIdentifier path() {
    Deque<PathArgument> arguments = new ArrayDeque<>();
    for (Step step = this; step != null; step = step.parent) {
      if (step.argument != null) {
        arguments.addFirst(step.argument);
      }
    }
    return YangInstanceIdentifier.of(arguments);
  }
}
