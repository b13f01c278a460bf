package net.sluice.funnel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class NodeTest {
  @Test
  void namesFitIntoFifteenBytesAndLeadBack() {
    Node node = new Node(Funnel.MAX_ID, 2, Node.MAX_INDEX);
    for (String name : List.of(node.bridge(), node.upPort(), node.downPort())) {
      assertEquals(15, name.length());
      assertEquals(Optional.of(node), Node.named(name));
    }
    assertEquals(Optional.of(new Node(0, 0, 0)), Node.named("fbb0-0-0"));
  }

  @Test
  void otherNamesAreNoNodes() {
    for (String name : List.of("eth0", "fbv1", "fbb1-0", "fbb01-0-0", "fbx1-0-0", "fbb1-0-00")) {
      assertEquals(Optional.empty(), Node.named(name), name);
    }
  }

  @Test
  void namesOfFunnelsAreReserved() {
    for (String name : List.of("fbb0-0-0", "fbu7-1-3", "fbd9999-2-99999", "fbv0", "fbv9999")) {
      assertTrue(Node.isReserved(name), name);
    }
    for (String name : List.of("eth0", "fbv", "fbv01", "fbv10000", "fbb1-0", "fbb", "fb0")) {
      assertFalse(Node.isReserved(name), name);
    }
  }

  @Test
  void parentsFollowByArithmetic() {
    assertEquals(new Node(1, 1, 0), new Node(1, 0, 1021).parent());
    assertEquals(new Node(1, 1, 1), new Node(1, 0, 1022).parent());
  }
}
