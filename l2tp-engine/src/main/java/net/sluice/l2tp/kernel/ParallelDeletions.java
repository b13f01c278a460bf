package net.sluice.l2tp.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import net.sluice.l2tp.Step.DeleteSession;
import net.sluice.l2tp.link.ParallelCalls;
import net.sluice.netlink.KernelError;
import net.sluice.netlink.NetlinkException;
import net.sluice.netlink.NetlinkSocket;
import net.sluice.netlink.Nl;
import net.sluice.netlink.genl.GenericFamily;
import net.sluice.netlink.system.ErrnoException;
import net.sluice.netlink.system.Syscalls;
import org.jspecify.annotations.Nullable;

/**
 * Deletes many sessions in parallel. Before Linux 6.11 the kernel answers only when the interface
 * is gone, and handles the requests of a socket one after the other.
 */
final class ParallelDeletions implements AutoCloseable {
  private final Syscalls syscalls;
  private final GenericFamily family;
  private final List<NetlinkSocket> sockets = new ArrayList<>();

  /** Creates an object without sockets, which {@link #delete(List, KernelError[])} opens. */
  ParallelDeletions(Syscalls syscalls, GenericFamily family) {
    this.syscalls = syscalls;
    this.family = family;
  }

  /**
   * Deletes sessions, in no particular order.
   *
   * @param errors receives the error of each session that the kernel refused to delete
   * @return false if no socket can be opened; nothing was deleted then
   */
  boolean delete(List<DeleteSession> steps, @Nullable KernelError[] errors) {
    open(Math.min(steps.size(), ParallelCalls.MAX_THREADS));
    ParallelCalls.run(
        sockets.size(),
        share ->
            IntStream.iterate(share, i -> i < steps.size(), i -> i + sockets.size())
                .forEach(i -> errors[i] = delete(steps.get(i), sockets.get(share))));
    return !sockets.isEmpty();
  }

  private void open(int wanted) {
    try {
      while (sockets.size() < wanted) {
        sockets.add(NetlinkSocket.open(syscalls, Nl.NETLINK_GENERIC));
      }
    } catch (ErrnoException e) {
      // Fewer sockets are enough.
    }
  }

  private @Nullable KernelError delete(DeleteSession step, NetlinkSocket socket) {
    new L2tpRequests(socket, family)
        .deleteSession(step.session().tunnelId(), step.session().sessionId());
    try {
      socket.execute("delete session");
      return null;
    } catch (NetlinkException e) {
      return e.error();
    }
  }

  @Override
  public void close() {
    sockets.forEach(NetlinkSocket::close);
  }
}
