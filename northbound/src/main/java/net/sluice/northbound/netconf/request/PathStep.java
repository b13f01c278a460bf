package net.sluice.northbound.netconf.request;

import java.util.ArrayDeque;
import java.util.Deque;
import net.sluice.northbound.netconf.data.ModelNode;
import org.jspecify.annotations.Nullable;
import org.opendaylight.yangtools.yang.data.api.YangInstanceIdentifier;
import org.opendaylight.yangtools.yang.data.api.YangInstanceIdentifier.PathArgument;

/**
 * A step of a path to a node that is being read. The key of a list entry may follow elements that
 * need the path of the entry, so a path is complete only after the entry is read.
 */
final class PathStep {
  private final @Nullable PathStep parent;
  private final ModelNode model;

  /** Null for the root, and for an entry while its keys are unknown. */
  private @Nullable PathArgument argument;

  private PathStep(@Nullable PathStep parent, ModelNode model, @Nullable PathArgument argument) {
    this.parent = parent;
    this.model = model;
    this.argument = argument;
  }

  /** Returns the step to the root, which has no argument. */
  static PathStep root(ModelNode model) {
    return new PathStep(null, model, null);
  }

  /** Returns the step to a child node. */
  PathStep to(ModelNode child) {
    PathStep step = this;
    for (ModelNode.Case inside : child.cases()) {
      step = new PathStep(step, child, inside.choice());
    }
    return new PathStep(step, child, child.id());
  }

  /** Returns the step from a list to an entry whose keys are not known yet. */
  PathStep entry() {
    return new PathStep(this, model, null);
  }

  /** Returns the step from a list or leaf-list to an entry. */
  PathStep entry(PathArgument entry) {
    return new PathStep(this, model, entry);
  }

  /** Sets the entry to which this step leads. */
  void identify(PathArgument entry) {
    argument = entry;
  }

  /** Returns the path, without the steps that are unknown. */
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
