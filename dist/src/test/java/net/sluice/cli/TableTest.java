package net.sluice.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

class TableTest {
  @Test
  void columnsAreAlignedAndRowsHaveNoSpacesAtTheEnd() {
    Table table = new Table();
    table.add(List.of("NAME", "STATE", "ERROR"));
    table.add(List.of("a longer name", "up", ""));
    table.add(List.of("é\uD83D\uDD0C", "absent", "gone"));
    StringWriter out = new StringWriter();

    table.print(new PrintWriter(out, true));

    assertEquals(
        """
        NAME           STATE   ERROR
        a longer name  up
        é\uD83D\uDD0C             absent  gone
        """,
        out.toString());
  }

  @Test
  void anEmptyTablePrintsNothing() {
    StringWriter out = new StringWriter();

    new Table().print(new PrintWriter(out, true));

    assertEquals("", out.toString());
  }
}
