package net.sluice.manager.api;

import java.util.Locale;

/** The configuration datastores (RFC 6241 section 5.1). */
public enum Datastore {
  RUNNING,
  CANDIDATE;

  /** Returns the name of the datastore in NETCONF. */
  public String netconfName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
