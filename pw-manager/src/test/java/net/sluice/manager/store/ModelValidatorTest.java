package net.sluice.manager.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.sluice.manager.api.ConfigError;
import net.sluice.yang.Paths;
import net.sluice.yang.PseudowireModel;
import net.sluice.yang.Schema;
import org.junit.jupiter.api.Test;
import org.opendaylight.yangtools.yang.common.ErrorTag;
import org.opendaylight.yangtools.yang.data.api.schema.ContainerNode;

class ModelValidatorTest {
  private static final String TUNNELS = tunnels("t1", "t2");

  private final ModelValidator validator = new ModelValidator(Schema.get());
  private ContainerNode running = Changes.EMPTY;

  @Test
  void acceptsACompleteConfiguration() {
    commit(config(TUNNELS, "{'name':'a','tunnel':'t1'}"));
    assertEquals(List.of(), messages(config(TUNNELS, "{'name':'a','tunnel':'t2'}")));
  }

  @Test
  void reportsMissingMandatoryLeaves() {
    var errors =
        errors(
            config(
                TUNNELS.replace("'peer-address':'192.0.2.1'", "'signaling':'static'"),
                "{'name':'pw1'}"));
    assertEquals(
        List.of(
            "pseudowire 'pw1': tunnel is missing",
            "tunnel 't1': peer-address is missing",
            "tunnel 't2': peer-address is missing"),
        errors.stream().map(ConfigError::message).sorted().toList());
    var path = Optional.of(PseudowireModel.pseudowire("pw1"));
    var error = errors.stream().filter(each -> each.path().equals(path)).findFirst().orElseThrow();
    assertEquals(ErrorTag.MISSING_ELEMENT, error.tag());
    assertEquals(Map.of("bad-element", "tunnel"), error.info());
  }

  @Test
  void reportsMissingTargetsOfReferences() {
    var error = errors(config(TUNNELS, "{'name':'pw1','tunnel':'t9'}")).getFirst();
    assertEquals("pseudowire 'pw1': tunnel 't9' does not exist", error.message());
    assertEquals(ErrorTag.DATA_MISSING, error.tag());
    assertEquals(Optional.of("instance-required"), error.appTag());
    assertEquals(
        Optional.of(PseudowireModel.pseudowire("pw1").node(PseudowireModel.TUNNEL)), error.path());
    assertEquals(
        List.of(
            "pseudowire 'a': pseudowire-profile 'q' does not exist",
            "tunnel 't1': tunnel-profile 'p' does not exist"),
        messages(
            config(
                "{'name':'t1','peer-address':'192.0.2.1','profile':'p'}",
                "{'name':'a','tunnel':'t1','profile':'q'}")));
  }

  @Test
  void refusesToDeleteAnEntryThatHasReferences() {
    commit(
        config(
            TUNNELS,
            "{'name':'a','tunnel':'t1'},{'name':'b','tunnel':'t2'},{'name':'c','tunnel':'t1'}"));
    String rest = tunnels("t2");
    assertEquals(
        List.of(
            "pseudowire 'a': tunnel 't1' does not exist",
            "pseudowire 'c': tunnel 't1' does not exist"),
        messages(
            config(
                rest,
                "{'name':'a','tunnel':'t1'},{'name':'b','tunnel':'t2'},{'name':'c','tunnel':'t1'}")));
    assertEquals(
        List.of("pseudowire 'a': tunnel 't1' does not exist"),
        messages(
            config(rest, "{'name':'a','tunnel':'t1','mtu':'auto'},{'name':'b','tunnel':'t2'}")));
    assertEquals(
        List.of(), messages(config(rest, "{'name':'a','tunnel':'t2'},{'name':'b','tunnel':'t2'}")));
    commit(config(rest, "{'name':'b','tunnel':'t2'}"));
    assertEquals(
        List.of("pseudowire 'b': tunnel 't2' does not exist"),
        messages(config("", "{'name':'b','tunnel':'t2'}")));
    commit(Changes.EMPTY);
    commit(config(TUNNELS, ""));
    assertEquals(List.of(), messages(Changes.EMPTY));
  }

  @Test
  void checksAWholeConfigurationIndependentOfRunning() {
    commit(config(TUNNELS, "{'name':'a','tunnel':'t1'}"));
    assertEquals(List.of(), validator.check(config(tunnels("t3"), "{'name':'x','tunnel':'t3'}")));
    assertEquals(1, validator.check(config("", "{'name':'x','tunnel':'t1'}")).size());
  }

  @Test
  void namesAFunnelThatDoesNotExist() {
    assertEquals(
        List.of("pseudowire 'a': funnel 'f' does not exist"),
        messages(config(TUNNELS, "{'name':'a','tunnel':'t1','funnel':{'name':'f'}}")));
  }

  @Test
  void checksConstraintsThatTheModelsDoNotUseYet() {
    var model = new ModelValidator(TestModel.TREE);
    assertEquals(
        List.of(
            "top/must-be is missing",
            "top/few has 0 entries; the minimum is 1",
            "top/one of a, b, c is missing"),
        model.check(Changes.EMPTY).stream().map(ConfigError::message).toList());
    String complete = "<must-be>1</must-be><few>1</few><a>1</a>";
    assertEquals(List.of(), model.check(TestModel.root(complete)));
    assertEquals(
        List.of(
            "top/few has 3 entries; the maximum is 2",
            "item 'x': settings/needed is missing",
            "item 'x': optional/needed is missing",
            "item 'x': tag has 0 entries; the minimum is 1",
            "item 'x', sub 's': peer is missing",
            "item 'x', sub 'u': item 'nobody' does not exist"),
        model
            .check(
                TestModel.root(
                    complete
                        + "<few>2</few><few>3</few><item><name>x</name><optional/>"
                        + "<sub><name>s</name></sub><sub><name>u</name><peer>nobody</peer></sub></item>"))
            .stream()
            .map(ConfigError::message)
            .toList());
    var choice = model.check(Changes.EMPTY).getLast();
    assertEquals(ErrorTag.DATA_MISSING, choice.tag());
    assertEquals(Optional.of("missing-choice"), choice.appTag());
    assertEquals(Map.of("missing-choice", "kind"), choice.info());
    var few = model.check(Changes.EMPTY).get(1);
    assertEquals(ErrorTag.OPERATION_FAILED, few.tag());
    assertEquals(Optional.of("too-few-elements"), few.appTag());
    var many = model.check(TestModel.root(complete + "<few>2</few><few>3</few>")).getFirst();
    assertEquals(ErrorTag.OPERATION_FAILED, many.tag());
    assertEquals(Optional.of("too-many-elements"), many.appTag());
  }

  @Test
  void pathsOfErrorsAreWritable() {
    for (ConfigError error : errors(config(TUNNELS, "{'name':'pw1','tunnel':'t9'}"))) {
      assertEquals(
          "/sluice-pseudowire:pseudowires/pseudowire[name='pw1']/tunnel",
          Paths.text(error.path().orElseThrow()));
    }
  }

  private List<ConfigError> errors(ContainerNode after) {
    return validator.check(Changes.between(running, after)).errors();
  }

  private List<String> messages(ContainerNode after) {
    return errors(after).stream().map(ConfigError::message).sorted().toList();
  }

  private void commit(ContainerNode after) {
    var checked = validator.check(Changes.between(running, after));
    assertEquals(List.of(), checked.errors());
    validator.committed(checked);
    running = after;
  }

  private static ContainerNode config(String tunnels, String pseudowires) {
    return Json.root(
        "{'sluice-l2tp:l2tp':{'tunnel':[%s]},'sluice-pseudowire:pseudowires':{'pseudowire':[%s]}}"
            .formatted(tunnels, pseudowires));
  }

  private static String tunnels(String... names) {
    return String.join(
        ",",
        List.of(names).stream()
            .map(name -> "{'name':'" + name + "','peer-address':'192.0.2.1'}")
            .toList());
  }
}
