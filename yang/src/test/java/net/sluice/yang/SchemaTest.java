package net.sluice.yang;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import net.sluice.yang.YangModule.Conformance;
import org.junit.jupiter.api.Test;
import org.opendaylight.yangtools.yang.common.QNameModule;

class SchemaTest {
  private final Schema schema = Schema.get();

  @Test
  void hasExactlyTheListedModules() {
    var compiled =
        schema.context().getModules().stream()
            .map(module -> module.getName() + "@" + module.getRevision().orElseThrow())
            .sorted()
            .toList();
    var listed =
        schema.modules().stream()
            .map(module -> module.name() + "@" + module.revision())
            .sorted()
            .toList();
    assertEquals(listed, compiled);
    assertSame(schema, Schema.get());
  }

  @Test
  void distinguishesImplementedAndImportedModules() {
    var imported =
        schema.modules().stream()
            .filter(module -> module.conformance() == Conformance.IMPORT)
            .map(YangModule::name)
            .toList();
    assertEquals(
        List.of("sluice-l2tp-types", "ietf-inet-types", "ietf-netconf-acm", "ietf-yang-types"),
        imported);
  }

  @Test
  void importedModulesHaveNoDataNodes() {
    for (YangModule module : schema.modules()) {
      if (module.conformance() == Conformance.IMPORT) {
        var compiled = schema.context().findModule(module.id()).orElseThrow();
        assertTrue(compiled.getChildNodes().isEmpty(), module.name());
      }
    }
  }

  @Test
  void returnsTheTextOfEachModule() {
    for (YangModule module : schema.modules()) {
      assertTrue(module.text().contains("module " + module.name()), module.name());
      assertTrue(module.text().contains(module.namespace()), module.name());
      assertTrue(module.text().contains("revision"), module.name());
    }
  }

  @Test
  void leavesOutUnsupportedFeatures() {
    var netconf = schema.module("ietf-netconf").orElseThrow();
    assertEquals(List.of("candidate", "rollback-on-error", "validate"), netconf.features());
    var rpcs = schema.context().findModule(netconf.id()).orElseThrow().getRpcs();
    assertTrue(rpcs.stream().anyMatch(rpc -> rpc.getQName().getLocalName().equals("commit")));
    assertFalse(
        rpcs.stream().anyMatch(rpc -> rpc.getQName().getLocalName().equals("cancel-commit")));
  }

  @Test
  void findsModulesByTheirId() {
    YangModule module = schema.module("sluice-l2tp").orElseThrow();
    assertEquals(module, schema.module(module.id()));
    assertThrows(
        IllegalArgumentException.class, () -> schema.module(QNameModule.of("urn:unknown")));
  }
}
