package net.sluice.manager.api;

/**
 * The actions of an operator. They take effect immediately; a call does not wait for peers.
 *
 * <p>Thread: any.
 */
public interface ActionService {

  /**
   * Clears the control connection of a tunnel, with its sessions. The control connection of a
   * configured tunnel is opened again.
   *
   * @throws ConfigException the tunnel does not exist, or it is static
   */
  void resetTunnel(String name) throws ConfigException;

  /**
   * Clears the session of a pseudowire, so that it is negotiated again.
   *
   * @throws ConfigException the pseudowire does not exist, or it is static
   */
  void resetPseudowire(String name) throws ConfigException;

  /**
   * Clears a session that a peer opened.
   *
   * @throws ConfigException the session does not exist
   */
  void resetSession(String name) throws ConfigException;
}
