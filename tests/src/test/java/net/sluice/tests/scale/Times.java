package net.sluice.tests.scale;

/**
 * Times in seconds.
 *
 * @param making the time to create a funnel with its pseudowires
 * @param removingFunnel the time to remove the funnel without its pseudowires
 * @param removingAll the time to remove both
 */
record Times(double making, double removingFunnel, double removingAll) {
  /** Prints the times and their ratios to others. */
  void printBeside(String whose, Times others) {
    Figures.print("making, of " + whose, "%8.2f", making / others.making);
    Figures.print(
        "removing the funnel alone, of " + whose, "%8.2f", removingFunnel / others.removingFunnel);
    Figures.print("removing all, of " + whose, "%8.2f", removingAll / others.removingAll);
  }

  /** Prints them. */
  void print(String whose) {
    Figures.print(whose + ": making", "%8.2f s", making);
    Figures.print(whose + ": removing the funnel alone", "%8.2f s", removingFunnel);
    Figures.print(whose + ": removing all", "%8.2f s", removingAll);
  }
}
