package net.sluice.manager.store;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import net.sluice.manager.api.ConfigError;
import net.sluice.manager.store.References.Reference;
import org.opendaylight.yangtools.yang.common.ErrorTag;
import org.opendaylight.yangtools.yang.data.api.YangInstanceIdentifier;
import org.opendaylight.yangtools.yang.data.api.YangInstanceIdentifier.NodeIdentifierWithPredicates;
import org.opendaylight.yangtools.yang.data.api.YangInstanceIdentifier.PathArgument;

/** Collects the errors of a configuration, with the tags of RFC 7950 section 15. */
final class Errors {
  private final List<ConfigError> list = new ArrayList<>();

  List<ConfigError> list() {
    return List.copyOf(list);
  }

  void missingLeaf(YangInstanceIdentifier parent, String leaf) {
    add(
        ConfigError.at(parent, ErrorTag.MISSING_ELEMENT, subject(parent, leaf) + " is missing")
            .withInfo("bad-element", leaf));
  }

  void missingChoice(YangInstanceIdentifier parent, String choice, List<String> nodes) {
    add(
        ConfigError.at(
                parent,
                ErrorTag.DATA_MISSING,
                subject(parent, "one of " + String.join(", ", nodes)) + " is missing")
            .withAppTag("missing-choice")
            .withInfo("missing-choice", choice));
  }

  void tooFew(YangInstanceIdentifier path, int count, int min) {
    add(
        ConfigError.at(
                path,
                ErrorTag.OPERATION_FAILED,
                subject(path, "") + " has " + count + " entries; the minimum is " + min)
            .withAppTag("too-few-elements"));
  }

  void tooMany(YangInstanceIdentifier path, int count, int max) {
    add(
        ConfigError.at(
                path,
                ErrorTag.OPERATION_FAILED,
                subject(path, "") + " has " + count + " entries; the maximum is " + max)
            .withAppTag("too-many-elements"));
  }

  void dangling(Reference reference) {
    add(
        ConfigError.at(
                reference.leaf(),
                ErrorTag.DATA_MISSING,
                subject(
                        entryWith(reference.leaf()),
                        entry(reference.target().getLastPathArgument()))
                    + " does not exist")
            .withAppTag("instance-required"));
  }

  /**
   * Returns the path of the list entry that contains a node. Containers and choices between the two
   * are left out.
   */
  private static YangInstanceIdentifier entryWith(YangInstanceIdentifier path) {
    YangInstanceIdentifier entry = path.getParent();
    while (!entry.isEmpty()
        && !(entry.getLastPathArgument() instanceof NodeIdentifierWithPredicates)) {
      entry = entry.getParent();
    }
    return entry.isEmpty() ? path.getParent() : entry;
  }

  private void add(ConfigError error) {
    list.add(error);
  }

  /** Returns the name of a node for people, for example {@code pseudowire 'pw1': mtu}. */
  private static String subject(YangInstanceIdentifier path, String node) {
    String place = "";
    var below = new ArrayList<String>();
    for (PathArgument step : path.getPathArguments()) {
      if (step instanceof NodeIdentifierWithPredicates) {
        place = (place.isEmpty() ? "" : place + ", ") + entry(step);
        below.clear();
      } else {
        below.add(step.getNodeType().getLocalName());
      }
    }
    if (!node.isEmpty()) {
      below.add(node);
    }
    String rest = String.join("/", below);
    return place.isEmpty() || rest.isEmpty() ? place + rest : place + ": " + rest;
  }

  private static String entry(PathArgument step) {
    var keys = ((NodeIdentifierWithPredicates) step).values();
    return step.getNodeType().getLocalName()
        + " '"
        + keys.stream().map(Object::toString).collect(Collectors.joining(" "))
        + "'";
  }
}
