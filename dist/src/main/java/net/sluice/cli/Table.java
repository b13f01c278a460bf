package net.sluice.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import net.sluice.output.Printable;

/** A table of text with aligned columns. */
final class Table {
  private static final String GAP = "  ";

  private final List<List<String>> rows = new ArrayList<>();

  /** Adds a row. All rows must have the same number of cells. The text of a cell is on one line. */
  void add(List<String> cells) {
    rows.add(cells.stream().map(Printable::line).toList());
  }

  /** Prints the rows without spaces at their ends. */
  void print(PrintWriter out) {
    int[] widths = widths();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int column = 0; column < row.size(); column++) {
        String cell = row.get(column);
        line.append(cell).repeat(' ', widths[column] - length(cell)).append(GAP);
      }
      out.println(line.toString().stripTrailing());
    }
  }

  private int[] widths() {
    int[] widths = new int[rows.isEmpty() ? 0 : rows.getFirst().size()];
    for (List<String> row : rows) {
      for (int column = 0; column < widths.length; column++) {
        widths[column] = Math.max(widths[column], length(row.get(column)));
      }
    }
    return widths;
  }

  private static int length(String cell) {
    return cell.codePointCount(0, cell.length());
  }
}
