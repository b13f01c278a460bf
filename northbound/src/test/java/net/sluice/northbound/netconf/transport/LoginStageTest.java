package net.sluice.northbound.netconf.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import net.sluice.northbound.netconf.auth.SourcePrefix;
import org.junit.jupiter.api.Test;

class LoginStageTest {
  private final LoginStage<String> stage = new LoginStage<>(3, 5);

  private Optional<String> add(String name, String address) {
    try {
      return stage.add(name, SourcePrefix.of(InetAddress.getByName(address)));
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aSourceReplacesItsOldestConnection() {
    add("a1", "192.0.2.1");
    add("b1", "192.0.2.2");
    add("a2", "192.0.2.1");
    add("a3", "192.0.2.1");
    assertEquals(Optional.of("a1"), add("a4", "192.0.2.1"));
    assertEquals(List.of("b1", "a2", "a3", "a4"), List.copyOf(stage.members()));
  }

  @Test
  void theSourceWithMostConnectionsLosesOne() {
    add("a1", "2001:db8::1");
    add("b1", "192.0.2.2");
    add("b2", "192.0.2.2");
    add("a2", "2001:db8::2");
    add("a3", "2001:db8::3");
    assertEquals(Optional.of("a1"), add("c1", "192.0.2.3"));
    assertTrue(stage.contains("b1") && stage.contains("b2") && stage.contains("c1"));
  }

  @Test
  void aConnectionThatLeavesMakesRoom() {
    add("a1", "192.0.2.1");
    add("a2", "192.0.2.1");
    add("a3", "192.0.2.1");
    assertTrue(stage.remove("a2"));
    assertFalse(stage.remove("a2"));
    assertEquals(Optional.empty(), add("a4", "192.0.2.1"));
  }
}
