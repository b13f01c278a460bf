package net.sluice.tests.scale;

/**
 * Seconds.
 *
 * @param making to make a funnel with its pseudowires
 * @param removingFunnel to remove the funnel, pseudowires stay
 * @param removingAll to remove both
 */
record Times(double making, double removingFunnel, double removingAll) {
  /** Prints how they compare to others. */
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
