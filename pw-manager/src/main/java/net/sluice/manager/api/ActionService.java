package net.sluice.manager.api;

/** What an operator can have done at once. Any thread may call; a call does not wait for peers. */
public interface ActionService {

  /**
   * Clears the control connection of a tunnel, with its sessions; a configured one is opened again.
   *
   * @throws ConfigException there is no such tunnel, or it is static
   */
  void resetTunnel(String name) throws ConfigException;

  /**
   * Clears the session of a pseudowire, for it to be agreed on anew.
   *
   * @throws ConfigException there is no such pseudowire, or it is static
   */
  void resetPseudowire(String name) throws ConfigException;

  /**
   * Clears a session that a peer opened.
   *
   * @throws ConfigException there is no such session
   */
  void resetSession(String name) throws ConfigException;
}
