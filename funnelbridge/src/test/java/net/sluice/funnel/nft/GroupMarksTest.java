package net.sluice.funnel.nft;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class GroupMarksTest {
  private final GroupMarks marks = new GroupMarks();

  @Test
  void groupsWithTheSameFirstMarkGetDifferentOnesAndKeepThem() {
    assertEquals(5, marks.of(7, "red", 5));
    assertEquals(6, marks.of(7, "blue", 5));
    marks.retain(7, List.of("blue"));
    assertEquals(6, marks.of(7, "blue", 5));
    assertEquals(5, marks.of(7, "green", 5));
  }

  @Test
  void noGroupHasTheMarkOfUplinksOrOfNoGroup() {
    assertEquals(1, marks.of(7, "red", 0));
    assertEquals(Policy.FROM_UPLINK + 1, marks.of(7, "blue", Policy.FROM_UPLINK));
  }

  @Test
  void marksOfARemovedFunnelAreFree() {
    marks.of(7, "red", 5);
    marks.remove(7);
    assertEquals(5, marks.of(7, "blue", 5));
    assertEquals(5, marks.of(8, "red", 5));
  }
}
