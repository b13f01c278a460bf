package net.sluice.netlink;

/** Learns the fate of each request of a batch, by the request's index in the batch. */
@FunctionalInterface
public interface BatchListener {

  /** The kernel refused the request, or it is unknown what became of it (ENOBUFS, ETIMEDOUT). */
  void failed(int index, KernelError error);

  /** The kernel carried the request out. */
  default void applied(int index) {}
}
