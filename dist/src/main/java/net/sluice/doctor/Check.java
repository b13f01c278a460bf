package net.sluice.doctor;

import java.util.List;

/** A check of a host. It changes nothing and does not depend on other checks. */
@FunctionalInterface
interface Check {
  /** Returns the problems that the host has with the demand; empty if there are none. */
  List<Finding> examine(Host host, Demand demand);
}
