package net.sluice.manager.resolve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import net.sluice.manager.Configs;
import net.sluice.manager.api.ConfigException;
import net.sluice.manager.desired.DesiredState;
import net.sluice.manager.store.Changes;
import net.sluice.manager.store.PersistedNumbers;
import net.sluice.yang.Paths;
import org.junit.jupiter.api.Test;
import org.opendaylight.yangtools.yang.data.api.schema.ContainerNode;

class PreparerTest {
  private final Preparer preparer = new Preparer(new DesiredState(PersistedNumbers.NONE));
  private ContainerNode running = Configs.of("");

  private static String tunnel(String name, String... leafs) {
    List<String> all = new ArrayList<>(List.of(leafs));
    all.addFirst("'name':'%s','signaling':'dynamic'".formatted(name));
    all.add("'local-address':'192.0.2.1','peer-address':'192.0.2.2'");
    return "{%s}".formatted(String.join(",", all));
  }

  private static ContainerNode tunnels(String... tunnels) {
    return Configs.of("'tunnel':[%s]".formatted(String.join(",", tunnels)));
  }

  private void commit(ContainerNode next) throws ConfigException {
    preparer.committed(preparer.prepare(Changes.between(running, next)));
    running = next;
  }

  private void assertRefused(String name, ContainerNode next) {
    ConfigException refused = assertThrows(ConfigException.class, () -> commit(next));
    assertEquals(
        "/sluice-l2tp:l2tp/tunnel[name='%s']/peer-host-name".formatted(name),
        Paths.text(refused.errors().getFirst().path().orElseThrow()));
    assertEquals(1, refused.errors().size());
  }

  @Test
  void aRequestOfThePeerMustSelectOneTunnel() throws ConfigException {
    assertRefused("u", tunnels(tunnel("t"), tunnel("u")));
    assertRefused(
        "u", tunnels(tunnel("t", "'tie-breaker':false"), tunnel("u", "'tie-breaker':false")));
    assertRefused(
        "u", tunnels(tunnel("t", "'peer-host-name':'a'"), tunnel("u", "'peer-host-name':'a'")));
    commit(tunnels(tunnel("t")));
    assertRefused("u", tunnels(tunnel("t"), tunnel("u")));
    commit(
        tunnels(
            tunnel("t", "'peer-host-name':'a'"),
            tunnel("u", "'peer-host-name':'b'"),
            tunnel("v"),
            tunnel("w", "'encapsulation':'ip'")));
    assertRefused(
        "u", tunnels(tunnel("t", "'peer-host-name':'a'"), tunnel("u", "'peer-host-name':'a'")));
  }

  @Test
  void tunnelsThatAnEarlierVersionAcceptedAreStillRead() throws ConfigException {
    ContainerNode stored =
        tunnels(tunnel("t", "'tie-breaker':false"), tunnel("u", "'tie-breaker':false"));
    preparer.committed(preparer.prepareStored(Changes.between(running, stored)));
    running = stored;
    commit(
        tunnels(
            tunnel("t", "'tie-breaker':false"),
            tunnel("u", "'tie-breaker':false"),
            tunnel("v", "'peer-host-name':'x'")));
    assertRefused(
        "u",
        tunnels(
            tunnel("t", "'tie-breaker':false"), tunnel("u"), tunnel("v", "'peer-host-name':'x'")));
  }
}
