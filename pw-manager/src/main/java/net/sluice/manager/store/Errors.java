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

/** Gathers what is wrong with a configuration, in words and in the terms of RFC 7950 section 15. */
final class Errors {
  private final List<ConfigError> list = new ArrayList<>();

  List<ConfigError> list() {
    return List.copyOf(list);
  }

  /** Whether there are enough. */
  boolean full() {
    return list.size() >= ModelValidator.MAX_ERRORS;
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
                subject(path, "") + " has " + count + " entries, and needs " + min + " or more")
            .withAppTag("too-few-elements"));
  }

  void tooMany(YangInstanceIdentifier path, int count, int max) {
    add(
        ConfigError.at(
                path,
                ErrorTag.OPERATION_FAILED,
                subject(path, "") + " has " + count + " entries, and may have " + max + " at most")
            .withAppTag("too-many-elements"));
  }

  void dangling(Reference reference) {
    add(
        ConfigError.at(
                reference.leaf(),
                ErrorTag.DATA_MISSING,
                subject(
                        entryAround(reference.leaf()),
                        entry(reference.target().getLastPathArgument()))
                    + " does not exist")
            .withAppTag("instance-required"));
  }

  /** The path of the list entry that a node is part of; what is between is often a choice's. */
  private static YangInstanceIdentifier entryAround(YangInstanceIdentifier path) {
    YangInstanceIdentifier around = path.getParent();
    while (!around.isEmpty()
        && !(around.getLastPathArgument() instanceof NodeIdentifierWithPredicates)) {
      around = around.getParent();
    }
    return around.isEmpty() ? path.getParent() : around;
  }

  private void add(ConfigError error) {
    if (!full()) {
      list.add(error);
    }
  }

  /** Names a node the way a person would: {@code pseudowire 'pw1': mtu}. */
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
    String what = String.join("/", below);
    return place.isEmpty() || what.isEmpty() ? place + what : place + ": " + what;
  }

  private static String entry(PathArgument step) {
    var keys = ((NodeIdentifierWithPredicates) step).values();
    return step.getNodeType().getLocalName()
        + " '"
        + keys.stream().map(Object::toString).collect(Collectors.joining(" "))
        + "'";
  }
}
