package net.sluice.manager.store;

import java.util.Map;
import java.util.Optional;
import net.sluice.yang.PseudowireModel;
import org.opendaylight.yangtools.yang.common.Uint32;
import org.opendaylight.yangtools.yang.data.api.YangInstanceIdentifier;
import org.opendaylight.yangtools.yang.data.api.YangInstanceIdentifier.NodeIdentifier;
import org.opendaylight.yangtools.yang.data.api.YangInstanceIdentifier.NodeIdentifierWithPredicates;
import org.opendaylight.yangtools.yang.data.api.schema.MapEntryNode;
import org.opendaylight.yangtools.yang.data.api.schema.NormalizedNode;
import org.opendaylight.yangtools.yang.data.spi.node.ImmutableNodes;

/**
 * The numbers of the pseudowires as files hold them: as the leaf of state {@code id} in the entry
 * of each, so that one file has both.
 */
final class PersistedIds {
  private static final NodeIdentifier ID = NodeIdentifier.create(PseudowireModel.ID);

  private PersistedIds() {}

  /** The name of the pseudowire that is the unit at a path. */
  static Optional<String> pseudowire(YangInstanceIdentifier path) {
    return path.getLastPathArgument() instanceof NodeIdentifierWithPredicates entry
            && entry.getNodeType().equals(PseudowireModel.PSEUDOWIRE)
        ? Optional.of(entry.getValue(PseudowireModel.NAME, String.class))
        : Optional.empty();
  }

  /** A pseudowire's entry with its number, if it has one. */
  static NormalizedNode with(NormalizedNode unit, Integer id) {
    return id == null || !(unit instanceof MapEntryNode entry)
        ? unit
        : ImmutableNodes.builderFactory()
            .newMapEntryBuilder(entry)
            .withChild(ImmutableNodes.leafNode(ID, Uint32.valueOf(id)))
            .build();
  }

  /** A unit without the number that it may hold, which goes into the map. */
  static NormalizedNode take(
      YangInstanceIdentifier path, NormalizedNode unit, Map<String, Integer> ids) {
    Optional<String> name = pseudowire(path);
    if (name.isEmpty() || !(unit instanceof MapEntryNode entry)) {
      return unit;
    }
    NormalizedNode id = entry.childByArg(ID);
    if (id == null) {
      return unit;
    }
    ids.put(name.get(), ((Uint32) id.body()).intValue());
    return ImmutableNodes.builderFactory().newMapEntryBuilder(entry).withoutChild(ID).build();
  }
}
