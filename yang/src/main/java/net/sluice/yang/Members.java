package net.sluice.yang;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.opendaylight.yangtools.yang.common.QName;
import org.opendaylight.yangtools.yang.data.api.YangInstanceIdentifier.NodeIdentifier;
import org.opendaylight.yangtools.yang.data.api.schema.DataContainerChild;
import org.opendaylight.yangtools.yang.data.api.schema.builder.DataContainerNodeBuilder;
import org.opendaylight.yangtools.yang.data.spi.node.ImmutableNodes;

/**
 * Collects the children of a node, and creates the choice nodes of those that belong to choices.
 */
final class Members {
  private record Choice(QName branch, Members members) {}

  private final List<DataContainerChild> direct = new ArrayList<>();
  private final Map<NodeIdentifier, Choice> choices = new LinkedHashMap<>();

  boolean isEmpty() {
    return direct.isEmpty() && choices.isEmpty();
  }

  /**
   * Adds a child.
   *
   * @param branches the choices that contain it, outermost first
   * @return false if a node of another case of one of the choices is present
   */
  boolean add(List<Layout.Branch> branches, DataContainerChild child) {
    if (branches.isEmpty()) {
      direct.add(child);
      return true;
    }
    Layout.Branch outer = branches.getFirst();
    Choice choice =
        choices.computeIfAbsent(outer.choice(), id -> new Choice(outer.branch(), new Members()));
    return choice.branch.equals(outer.branch())
        && choice.members.add(branches.subList(1, branches.size()), child);
  }

  <B extends DataContainerNodeBuilder<?, ?>> B into(B builder) {
    direct.forEach(builder::withChild);
    choices.forEach(
        (id, choice) ->
            builder.withChild(
                choice
                    .members
                    .into(ImmutableNodes.newChoiceBuilder().withNodeIdentifier(id))
                    .build()));
    return builder;
  }
}
