package net.sluice.northbound.netconf;

import net.sluice.manager.ActionService;
import net.sluice.manager.ConfigError;
import net.sluice.manager.ConfigException;

/** Has the actions of the sluice modules done. */
final class Actions {
  private final ActionService service;

  Actions(ActionService service) {
    this.service = service;
  }

  /**
   * Does what is asked for.
   *
   * @throws ConfigException it can't be done; names the node that was to act
   */
  void run(ActionReader.Invocation invocation) throws ConfigException {
    String name = invocation.key();
    try {
      switch (invocation.schemaPath()) {
        case "l2tp/tunnel/reset", "l2tp/peer-tunnel/reset" -> service.resetTunnel(name);
        case "pseudowires/pseudowire/reset" -> service.resetPseudowire(name);
        case "l2tp/session/reset" -> service.resetSession(name);
        default ->
            throw new IllegalStateException("nobody does the action " + invocation.schemaPath());
      }
    } catch (ConfigException e) {
      throw new ConfigException(
          e.errors().stream().map(error -> located(error, invocation)).toList());
    }
  }

  private static ConfigError located(ConfigError error, ActionReader.Invocation invocation) {
    return error.path().isPresent()
        ? error
        : ConfigError.at(invocation.node(), error.tag(), error.message());
  }
}
