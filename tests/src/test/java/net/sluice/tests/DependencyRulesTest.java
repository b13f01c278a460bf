package net.sluice.tests;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Who may depend on whom: the table of docs/architecture.md. */
class DependencyRulesTest {
  private static final String OURS = "net.sluice";

  private static final String YANGTOOLS = "org.opendaylight.yangtools..";
  private static final String NETCONF = "org.opendaylight.netconf..";
  private static final String IETF_MODELS = "org.opendaylight.yang..";
  private static final String NETTY = "io.netty..";
  private static final String JACKSON = "com.fasterxml.jackson..";
  private static final String JNR = "jnr..";
  private static final String PICOCLI = "picocli..";

  /** Libraries that belong to some modules only. */
  private static final List<String> LIBRARIES =
      List.of(YANGTOOLS, NETCONF, IETF_MODELS, NETTY, JACKSON, JNR, PICOCLI);

  private static final String NETLINK = "net.sluice.netlink..";
  private static final String YANG = "net.sluice.yang..";
  private static final String L2TP = "net.sluice.l2tp..";
  private static final String FUNNEL = "net.sluice.funnel..";
  private static final String MANAGER = "net.sluice.manager..";
  private static final String NORTHBOUND = "net.sluice.northbound..";

  /** A part of dist, as what is in {@link #OURS} itself is. */
  private static final String DOCTOR = "net.sluice.doctor..";

  private static final List<String> MODULES =
      List.of(NETLINK, YANG, L2TP, FUNNEL, MANAGER, NORTHBOUND, DOCTOR, OURS);

  /** Each module, and which modules and libraries it may use besides itself. */
  private static final Map<String, List<String>> ALLOWED =
      Map.of(
          NETLINK, List.of(JNR),
          YANG, List.of(YANGTOOLS, JACKSON),
          L2TP, List.of(NETLINK, NETTY),
          FUNNEL, List.of(NETLINK),
          MANAGER, List.of(YANG, L2TP, FUNNEL, NETLINK, YANGTOOLS, JACKSON),
          NORTHBOUND,
              List.of(
                  MANAGER,
                  YANG,
                  L2TP,
                  FUNNEL,
                  NETLINK,
                  YANGTOOLS,
                  NETCONF,
                  IETF_MODELS,
                  NETTY,
                  JACKSON));

  private static JavaClasses sluice;

  @BeforeAll
  static void readClasses() {
    sluice =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(OURS);
  }

  @TestFactory
  Stream<DynamicTest> modulesUseOnlyWhatTheyMay() {
    return ALLOWED.entrySet().stream()
        .map(
            rule ->
                DynamicTest.dynamicTest(
                    rule.getKey(),
                    () -> {
                      List<String> forbidden = new ArrayList<>(MODULES);
                      forbidden.addAll(LIBRARIES);
                      forbidden.remove(rule.getKey());
                      forbidden.removeAll(rule.getValue());
                      noClasses()
                          .that(resideInAnyPackage(rule.getKey()))
                          .should()
                          .dependOnClassesThat(resideInAnyPackage(forbidden.toArray(String[]::new)))
                          .check(sluice);
                    }));
  }

  @Test
  void modulesHaveNoCycles() {
    slices().matching("net.sluice.(*)..").should().beFreeOfCycles().check(sluice);
  }

  @Test
  void everyClassBelongsToAModule() {
    classes().should().resideInAnyPackage(MODULES.toArray(String[]::new)).check(sluice);
  }

  @Test
  void onlyNetlinkMakesSystemCalls() {
    noClasses()
        .that()
        .resideOutsideOfPackage(NETLINK)
        .should()
        .dependOnClassesThat(resideInAnyPackage(JNR, "java.lang.foreign.."))
        .check(sluice);
  }
}
