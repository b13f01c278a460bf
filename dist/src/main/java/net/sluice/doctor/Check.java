package net.sluice.doctor;

import java.util.List;

/** Looks at one thing. Changes nothing, and depends on nothing else. */
@FunctionalInterface
interface Check {
  List<Finding> examine(Host host, Demand demand);
}
