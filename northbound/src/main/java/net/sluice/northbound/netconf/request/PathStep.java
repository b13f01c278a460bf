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
final class PathStep {
  private final PathStep parent;
  private final ModelNode model;
  private PathArgument argument;

  private PathStep(PathStep parent, ModelNode model, PathArgument argument) {
    this.parent = parent;
    this.model = model;
    this.argument = argument;
  }

  /** The step to the root, which has no argument. */
  static PathStep root(ModelNode model) {
    return new PathStep(null, model, null);
  }

  /** A step to a node; to a list, for an entry whose key is not known yet. */
  PathStep to(ModelNode child) {
    PathStep step = this;
    for (ModelNode.Case inside : child.cases()) {
      step = new PathStep(step, child, inside.choice());
    }
    return new PathStep(step, child, child.id());
  }

  /** A step from a list or leaf-list to its entry, known now or later. */
  PathStep entry(PathArgument entry) {
    return new PathStep(this, model, entry);
  }

  /** Says which entry it is. */
  void is(PathArgument entry) {
    argument = entry;
  }

  /** The path, without steps that never became known. */
  YangInstanceIdentifier path() {
    Deque<PathArgument> arguments = new ArrayDeque<>();
    for (PathStep step = this; step != null; step = step.parent) {
      if (step.argument != null) {
        arguments.addFirst(step.argument);
      }
    }
    return YangInstanceIdentifier.of(arguments);
  }
}
