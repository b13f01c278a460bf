package net.sluice.netlink;

/** Receives the result of each request of a batch, by the index of the request in the batch. */
@FunctionalInterface
public interface BatchListener {

  /** Called if the kernel refused the request, or the result is unknown (ENOBUFS, ETIMEDOUT). */
  void failed(int index, KernelError error);

  /** Called if the kernel carried out the request. */
  default void applied(int index) {}
}
