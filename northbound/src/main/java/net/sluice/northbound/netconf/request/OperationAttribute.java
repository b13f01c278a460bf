package net.sluice.northbound.netconf.request;

import java.util.Optional;
import javax.xml.stream.XMLStreamReader;
import net.sluice.northbound.netconf.data.Xml;
import net.sluice.northbound.netconf.request.EditReader.Operation;
import org.opendaylight.yangtools.yang.common.ErrorTag;

/**
 * The attribute {@code operation} of the elements in {@code config} (RFC 6241 section 7.2). No
 * other attribute is allowed there: the model has no list that the user orders, so the attributes
 * of RFC 7950 sections 7.7.9 and 7.8.6 have no place, either.
 */
final class OperationAttribute {
  private final XMLStreamReader xml;
  private final RequestProblems problems;

  /** True if operations are allowed, as in edit-config. */
  private final boolean allowed;

  OperationAttribute(XMLStreamReader xml, RequestProblems problems, boolean allowed) {
    this.xml = xml;
    this.problems = problems;
    this.allowed = allowed;
  }

  /** Returns the operation of the current element; empty if it has none of its own. */
  Optional<Operation> read(PathStep step) {
    Optional<Operation> operation = Optional.empty();
    for (int i = 0; i < xml.getAttributeCount(); i++) {
      if (allowed && isOperation(i)) {
        operation = named(xml.getAttributeValue(i).strip(), step);
      } else {
        unknown(i, step);
      }
    }
    return operation;
  }

  /** Checks the element {@code config} itself, which has no operation. */
  void refuseAll(PathStep step) {
    for (int i = 0; i < xml.getAttributeCount(); i++) {
      unknown(i, step);
    }
  }

  private boolean isOperation(int index) {
    return xml.getAttributeLocalName(index).equals("operation")
        && Xml.BASE.equals(xml.getAttributeNamespace(index));
  }

  private Optional<Operation> named(String value, PathStep step) {
    for (Operation operation : Operation.values()) {
      if (operation != Operation.NONE && operation.word().equals(value)) {
        return Optional.of(operation);
      }
    }
    refuse(step, "operation is merge, replace, create, delete or remove, not '" + value + "'");
    return Optional.empty();
  }

  /** Reports that the operation of the current element is not possible. */
  void refuse(PathStep step, String message) {
    problems.addAttribute(step, ErrorTag.BAD_ATTRIBUTE, xml.getLocalName(), "operation", message);
  }

  private void unknown(int index, PathStep step) {
    String name = xml.getAttributeLocalName(index);
    problems.addAttribute(
        step,
        ErrorTag.UNKNOWN_ATTRIBUTE,
        xml.getLocalName(),
        name,
        "unknown attribute " + name + hint(index));
  }

  private String hint(int index) {
    if (Xml.YANG.equals(xml.getAttributeNamespace(index))) {
      return "; it is for lists that the user orders, and the model has none";
    }
    if (!allowed || isOperation(index)) {
      return "; operations are for the elements inside config, in edit-config only";
    }
    return "; the attribute operation must be in the namespace " + Xml.BASE;
  }
}
