package net.sluice.tests;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The rules about dependencies: between modules (the table of docs/architecture.md), between the
 * packages of a module, and to the inner packages of another module.
 */
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

  /** The packages of dist, which uses all modules, from the lowest to the highest. */
  private static final List<String> DIST =
      List.of(
          "net.sluice.output",
          "net.sluice.files",
          "net.sluice.planes",
          "net.sluice.doctor",
          "net.sluice.cli",
          OURS);

  private static final List<String> MODULES =
      Stream.concat(Stream.of(NETLINK, YANG, L2TP, FUNNEL, MANAGER, NORTHBOUND), DIST.stream())
          .toList();

  /** Each module, and the modules and libraries that it may use besides itself. */
  private static final Map<String, List<String>> ALLOWED =
      Map.of(
          NETLINK, List.of(JNR),
          YANG, List.of(YANGTOOLS, JACKSON),
          L2TP, List.of(NETLINK),
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

  /** The packages of a module that other modules see. All others are inner packages. */
  private static final Map<String, List<String>> API =
      Map.of(
          NETLINK,
          List.of(
              "net.sluice.netlink",
              "net.sluice.netlink.system",
              "net.sluice.netlink.rtnl",
              "net.sluice.netlink.genl",
              "net.sluice.netlink.text"),
          YANG,
          List.of("net.sluice.yang"),
          L2TP,
          List.of("net.sluice.l2tp", "net.sluice.l2tp.signaling"),
          FUNNEL,
          List.of("net.sluice.funnel"),
          MANAGER,
          List.of("net.sluice.manager.api"),
          NORTHBOUND,
          List.of());

  /**
   * The inner packages of other modules that the packages of dist see, besides the {@link #API}.
   */
  private static final Map<String, List<String>> WIRED =
      Map.of(
          "net.sluice.files",
          List.of(
              "net.sluice.manager",
              "net.sluice.manager.store",
              "net.sluice.northbound.netconf",
              "net.sluice.northbound.netconf.auth"),
          "net.sluice.planes",
          List.of(
              "net.sluice.l2tp.kernel",
              "net.sluice.l2tp.userspace",
              "net.sluice.l2tp.simulated",
              "net.sluice.funnel.kernel",
              "net.sluice.funnel.simulated"),
          "net.sluice.output",
          List.of(),
          "net.sluice.doctor",
          List.of(),
          "net.sluice.cli",
          List.of(
              "net.sluice.manager",
              "net.sluice.manager.store",
              "net.sluice.northbound.netconf",
              "net.sluice.northbound.netconf.auth"),
          OURS,
          List.of(
              "net.sluice.l2tp.kernel",
              "net.sluice.l2tp.runtime",
              "net.sluice.manager",
              "net.sluice.manager.store",
              "net.sluice.northbound.netconf",
              "net.sluice.northbound.status"));

  /**
   * Packages of a module from the lowest to the highest: each may use those that stand before it.
   * The entry of the manager, its top package, creates all others.
   */
  private static final List<List<String>> FLOORS =
      List.of(
          List.of(
              "net.sluice.netlink.system",
              "net.sluice.netlink",
              "net.sluice.netlink.rtnl",
              "net.sluice.netlink.genl",
              "net.sluice.netlink.text"),
          List.of(
              "net.sluice.l2tp",
              "net.sluice.l2tp.link",
              "net.sluice.l2tp.wire",
              "net.sluice.l2tp.signaling",
              "net.sluice.l2tp.socket",
              "net.sluice.l2tp.protocol",
              "net.sluice.l2tp.runtime",
              "net.sluice.l2tp.kernel",
              "net.sluice.l2tp.userspace",
              "net.sluice.l2tp.simulated"),
          List.of(
              "net.sluice.funnel",
              "net.sluice.funnel.plan",
              "net.sluice.funnel.nft",
              "net.sluice.funnel.kernel",
              "net.sluice.funnel.simulated"),
          List.of(
              "net.sluice.manager.api",
              "net.sluice.manager.thread",
              "net.sluice.manager.store",
              "net.sluice.manager.config",
              "net.sluice.manager.desired",
              "net.sluice.manager.resolve",
              "net.sluice.manager.state",
              "net.sluice.manager.funnels",
              "net.sluice.manager.plan",
              "net.sluice.manager.ledger",
              "net.sluice.manager.repair",
              "net.sluice.manager"),
          List.of(
              "net.sluice.northbound.load",
              "net.sluice.northbound.netconf.auth",
              "net.sluice.northbound.netconf.data",
              "net.sluice.northbound.netconf.framing",
              "net.sluice.northbound.netconf.request",
              "net.sluice.northbound.netconf.events",
              "net.sluice.northbound.netconf.monitoring",
              "net.sluice.northbound.netconf.operation",
              "net.sluice.northbound.netconf.session",
              "net.sluice.northbound.netconf.transport",
              "net.sluice.northbound.netconf"),
          DIST);

  private static JavaClasses sluice;

  @BeforeAll
  static void readClasses() {
    sluice =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .withImportOption(location -> !location.contains("-tests.jar"))
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
  void packagesHaveNoCycles() {
    slices().assignedFrom(new EachPackage()).should().beFreeOfCycles().check(sluice);
  }

  @TestFactory
  Stream<DynamicTest> innerPackagesAreUsedByTheirModuleAlone() {
    return API.entrySet().stream()
        .map(
            module ->
                DynamicTest.dynamicTest(
                    module.getKey(), () -> checkInnerPackages(module.getKey(), module.getValue())));
  }

  private static void checkInnerPackages(String module, List<String> api) {
    var inner = resideInAPackage(module).and(not(resideInAnyPackage(api.toArray(String[]::new))));
    List<String> others = new ArrayList<>(DIST);
    others.add(module);
    noClasses()
        .that()
        .resideOutsideOfPackages(others.toArray(String[]::new))
        .should()
        .dependOnClassesThat(inner)
        .allowEmptyShould(true)
        .check(sluice);
    for (String room : DIST) {
      noClasses()
          .that()
          .resideInAPackage(room)
          .should()
          .dependOnClassesThat(
              inner.and(not(resideInAnyPackage(WIRED.get(room).toArray(String[]::new)))))
          .check(sluice);
    }
  }

  @TestFactory
  Stream<DynamicTest> packagesUseOnlyThoseBelowThem() {
    return FLOORS.stream()
        .flatMap(
            floors ->
                floors.stream()
                    .map(
                        floor ->
                            DynamicTest.dynamicTest(
                                floor,
                                () ->
                                    checkFloor(
                                        floor,
                                        floors.subList(
                                            floors.indexOf(floor) + 1, floors.size())))));
  }

  private static void checkFloor(String floor, List<String> above) {
    noClasses()
        .that()
        .resideInAPackage(floor)
        .should()
        .dependOnClassesThat(resideInAnyPackage(above.toArray(String[]::new)))
        .check(sluice);
  }

  @Test
  void everyPackageHasAFloor() {
    List<String> all = FLOORS.stream().flatMap(List::stream).toList();
    classes()
        .that()
        .resideInAnyPackage(NETLINK, L2TP, FUNNEL, MANAGER, "net.sluice.northbound.netconf..")
        .should()
        .resideInAnyPackage(all.toArray(String[]::new))
        .check(sluice);
  }

  @Test
  void everyClassBelongsToAModule() {
    classes().should().resideInAnyPackage(MODULES.toArray(String[]::new)).check(sluice);
  }

  /** Other ways to a terminal would print control characters of peers and clients. */
  @Test
  void commandsPrintOnlyThroughTheirTerminalWriter() {
    NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS.check(sluice);
    noClasses()
        .that()
        .resideInAPackage("net.sluice.cli")
        .or()
        .resideInAPackage(OURS)
        .should()
        .callConstructor(PrintWriter.class, Writer.class)
        .orShould()
        .callConstructor(PrintWriter.class, OutputStream.class)
        .check(sluice);
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

  /** Each package is a slice of its own. */
  private static final class EachPackage implements SliceAssignment {
    @Override
    public SliceIdentifier getIdentifierOf(JavaClass type) {
      return type.getPackageName().startsWith(OURS)
          ? SliceIdentifier.of(type.getPackageName())
          : SliceIdentifier.ignore();
    }

    @Override
    public String getDescription() {
      return "each package";
    }
  }
}
