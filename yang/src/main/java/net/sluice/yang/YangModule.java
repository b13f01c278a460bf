package net.sluice.yang;

import java.util.List;
import org.opendaylight.yangtools.yang.common.QName;
import org.opendaylight.yangtools.yang.common.QNameModule;

/**
 * A YANG module of the device.
 *
 * @param id namespace and revision
 * @param name name of the module
 * @param prefix the prefix that it gives itself
 * @param conformance whether its nodes are there, or only its types are used (RFC 8525)
 * @param features the features of it that are supported, sorted
 * @param text its source, as get-schema hands it out
 */
public record YangModule(
    QNameModule id,
    String name,
    String prefix,
    Conformance conformance,
    List<String> features,
    String text) {

  /** What RFC 8525 lists as module and as import-only-module. */
  public enum Conformance {
    IMPLEMENT,
    IMPORT
  }

  /** Its XML namespace. */
  public String namespace() {
    return id.namespace().toString();
  }

  /** Its revision date; each module that Sluice uses has one. */
  public String revision() {
    return id.revision().toString();
  }

  /** A name of this module. */
  public QName qname(String localName) {
    return QName.create(id, localName);
  }
}
