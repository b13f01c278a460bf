package net.sluice.yang;

import java.util.List;
import org.opendaylight.yangtools.yang.common.QName;
import org.opendaylight.yangtools.yang.common.QNameModule;

/**
 * A YANG module of the device.
 *
 * @param id the namespace and the revision
 * @param name the name of the module
 * @param prefix the prefix that it defines for itself
 * @param conformance the use of the module: its nodes are implemented, or only its types are used
 *     (RFC 8525)
 * @param features the supported features, sorted
 * @param text the source, as get-schema returns it
 */
public record YangModule(
    QNameModule id,
    String name,
    String prefix,
    Conformance conformance,
    List<String> features,
    String text) {

  /** The lists of RFC 8525: module and import-only-module. */
  public enum Conformance {
    IMPLEMENT,
    IMPORT
  }

  /** Returns the XML namespace. */
  public String namespace() {
    return id.namespace().toString();
  }

  /** Returns the revision date. Each module that Sluice uses has one. */
  public String revision() {
    return id.revision().toString();
  }

  /** Returns a qualified name of this module. */
  public QName qname(String localName) {
    return QName.create(id, localName);
  }
}
