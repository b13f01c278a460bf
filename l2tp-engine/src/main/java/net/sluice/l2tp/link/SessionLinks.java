package net.sluice.l2tp.link;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import net.sluice.l2tp.DataPlaneException;
import net.sluice.l2tp.DataPlaneListener;
import net.sluice.l2tp.InterfaceState;
import net.sluice.l2tp.Step.Configure;
import net.sluice.l2tp.StepBatch;
import net.sluice.netlink.BatchListener;
import net.sluice.netlink.KernelError;
import net.sluice.netlink.MessageWriter;
import net.sluice.netlink.NetlinkEvents;
import net.sluice.netlink.NetlinkException;
import net.sluice.netlink.NetlinkSocket;
import net.sluice.netlink.Nl;
import net.sluice.netlink.RequestBatch;
import net.sluice.netlink.rtnl.Link;
import net.sluice.netlink.rtnl.Rtnetlink;
import net.sluice.netlink.rtnl.Rtnl;
import net.sluice.netlink.system.Errno;
import net.sluice.netlink.system.ErrnoException;
import net.sluice.netlink.system.Syscalls;
import net.sluice.netlink.text.MessageText;
import org.jspecify.annotations.Nullable;

/**
 * The network interfaces of sessions, through rtnetlink: their settings, state and events.
 *
 * <p>Thread: manager. {@link #states} and {@link #requests}: Thread: any.
 */
public final class SessionLinks implements AutoCloseable {
  private final Syscalls syscalls;
  private final NetlinkSocket socket;
  private final Rtnetlink rtnetlink;
  private final RequestBatch batch;
  private final Ipv6Sysctl ipv6;
  private final LinkRequests requests;
  private final Map<String, Integer> indexes = new HashMap<>();

  /** For each request of the batch, the index of its step in the batch of steps. */
  private final int[] owners = new int[LinkRequests.MAX_REQUESTS * StepBatch.LIMIT];

  private final @Nullable KernelError[] errors = new KernelError[StepBatch.LIMIT];

  private final LinkStates states;
  private @Nullable NetlinkEvents events;

  /**
   * Opens the sockets, in the network namespace of this thread.
   *
   * @throws ErrnoException if the kernel refuses
   */
  public SessionLinks(Syscalls syscalls) {
    this.syscalls = syscalls;
    this.socket = NetlinkSocket.open(syscalls, Nl.NETLINK_ROUTE);
    this.states = openOrClose(syscalls, socket);
    this.rtnetlink = new Rtnetlink(socket);
    BatchListener listener = (index, error) -> refused(owners[index], error);
    this.batch = socket.batch(listener);
    this.ipv6 = new Ipv6Sysctl(syscalls);
    this.requests = new LinkRequests(batch, this::index, ipv6);
  }

  private static LinkStates openOrClose(Syscalls syscalls, NetlinkSocket first) {
    try {
      return new LinkStates(syscalls);
    } catch (RuntimeException e) {
      first.close();
      throw e;
    }
  }

  /**
   * Applies a batch of {@link Configure} steps. If the kernel refuses a step halfway, the previous
   * settings of the interface are restored.
   */
  public void configure(StepBatch steps, Outcome outcome) {
    indexes.clear();
    ipv6.readDefault();
    Arrays.fill(errors, null);
    write(steps.steps().stream().map(Configure.class::cast).toList());
    batch.flush();
    List<Configure> halfDone = new ArrayList<>();
    for (int i = 0; i < steps.steps().size(); i++) {
      int index = steps.first() + i;
      KernelError error = errors[i];
      if (error == null) {
        outcome.applied(index);
      } else {
        Configure step = (Configure) steps.steps().get(i);
        outcome.failed(index, error, meaning(step, error));
        halfDone.add(LinkRequests.restoring(step));
      }
    }
    if (!halfDone.isEmpty()) {
      write(halfDone);
      batch.flush();
    }
  }

  private void write(List<Configure> steps) {
    for (int i = 0; i < steps.size(); i++) {
      try {
        int written = requests.write(steps.get(i));
        Arrays.fill(owners, batch.size() - written, batch.size(), i);
      } catch (NetlinkException e) {
        refused(i, e.error());
      }
    }
  }

  /** Records the first refusal of a step: it is the cause of the later ones. */
  private void refused(int step, KernelError error) {
    if (errors[step] == null) {
      errors[step] = error;
    }
  }

  private int index(String name) {
    return indexes.computeIfAbsent(name, this::findIndex);
  }

  private int findIndex(String name) {
    return rtnetlink
        .link(name)
        .orElseThrow(
            () -> new NetlinkException("find " + name, KernelError.of(Errno.ENODEV, ""), 0))
        .index();
  }

  private String meaning(Configure step, KernelError error) {
    String bridge = step.after().bridge().orElse("");
    if (error.errno() == Errno.EXFULL) {
      return "bridge " + bridge + " has no free port (it has at most 1023)";
    }
    boolean joins = !step.after().bridge().equals(step.before().bridge());
    if (error.errno() == Errno.EOPNOTSUPP && joins && isOther(bridge)) {
      return "interface " + bridge + " is not a bridge; name a bridge, or remove the leaf bridge";
    }
    if (error.errno() != Errno.ENODEV) {
      return "";
    }
    boolean bridgeMissing = joins && !bridge.isEmpty() && !indexes.containsKey(bridge);
    return (bridgeMissing ? "bridge " + bridge : "interface " + step.after().name())
        + ": no such interface";
  }

  /** Returns true if there is such an interface, and it is no bridge. */
  private boolean isOther(String bridge) {
    return rtnetlink.link(bridge).filter(link -> !link.kind().equals("bridge")).isPresent();
  }

  /** Describes the requests of a step for people, with the present interface indexes. */
  public List<String> explain(Configure step) {
    List<String> lines = new ArrayList<>();
    MessageWriter writer = MessageWriter.allocate(RequestBatch.MAX_REQUEST_LENGTH);
    LinkRequests requested =
        new LinkRequests(
            writer::start,
            name -> rtnetlink.link(name).map(Link::index).orElse(0),
            name -> lines.add(Ipv6Sysctl.describe(name)));
    if (requested.write(step) > 0) {
      String text = MessageText.rtnetlink().describe(writer.messages());
      text.lines().forEach(line -> lines.add("rtnl " + line));
    }
    return lines;
  }

  /** Returns the kind of an interface, "" for an L2TP one; empty if there is no such interface. */
  public Optional<String> kind(String name) {
    return rtnetlink.link(name).map(Link::kind);
  }

  /** Returns true if an interface of this name exists. */
  public boolean exists(String name) {
    return rtnetlink.link(name).isPresent();
  }

  /**
   * Returns state and counters of the named interfaces; an interface that does not exist is left
   * out.
   *
   * <p>Thread: any.
   *
   * @throws DataPlaneException if the kernel refuses
   */
  public Map<String, InterfaceState> states(Collection<String> names) {
    return states.of(names);
  }

  /**
   * Starts reporting changes of all interfaces, on a thread of its own.
   *
   * @param refine adds information that the kernel does not have to the state of an interface
   */
  public synchronized void listen(
      DataPlaneListener listener, UnaryOperator<InterfaceState> refine) {
    if (events != null) {
      throw new IllegalStateException("there is already a listener");
    }
    events =
        NetlinkEvents.open(
            syscalls,
            "l2tp-events",
            Nl.NETLINK_ROUTE,
            new int[] {Rtnl.RTNLGRP_LINK},
            new LinkEvents(listener, states, refine));
  }

  /** Stops reports until {@link #resumeEvents}. */
  public synchronized void pauseEvents() {
    if (events != null) {
      events.pause();
    }
  }

  /** Reports changes again, and reports an overrun for the events that the pause has lost. */
  public synchronized void resumeEvents() {
    if (events != null) {
      events.resume();
    }
  }

  /**
   * Returns the number of requests of a message type that were sent.
   *
   * <p>Thread: any.
   */
  public long requests(int type) {
    return socket.counters().count(type) + states.requests(type);
  }

  @Override
  public synchronized void close() {
    if (events != null) {
      events.close();
    }
    states.close();
    socket.close();
  }
}
