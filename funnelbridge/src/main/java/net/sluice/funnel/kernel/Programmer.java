package net.sluice.funnel.kernel;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import net.sluice.funnel.FunnelException;
import net.sluice.funnel.plan.TreeStep;
import net.sluice.netlink.KernelError;
import net.sluice.netlink.MessageWriter;
import net.sluice.netlink.NetlinkException;
import net.sluice.netlink.NetlinkSocket;
import net.sluice.netlink.RequestBatch;
import net.sluice.netlink.rtnl.Link;
import net.sluice.netlink.rtnl.Rtnetlink;
import net.sluice.netlink.system.Errno;
import net.sluice.netlink.system.ErrnoException;
import net.sluice.netlink.system.Syscalls;
import net.sluice.netlink.system.Sysctl;
import net.sluice.netlink.text.MessageText;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out steps, many requests at a time. The kernel continues after a request that it refused.
 * Therefore a request that uses a new interface, or brings up a port that has joined a bridge, is
 * sent in a later batch, when the interface is known to be there and to be Sluice's, and the port
 * to have its settings.
 */
final class Programmer {
  private static final Logger LOG = LoggerFactory.getLogger(Programmer.class);

  /** First index of interfaces in explanations that are not there yet. */
  private static final int FUTURE_INDEX = 0x70000000;

  private final Rtnetlink rtnetlink;
  private final RequestBatch batch;
  private final StepRequests requests;
  private final Sysctl sysctl;
  private final Shield shield;
  private final Map<String, Integer> indexes = new HashMap<>();

  /** The step that each request of the batch belongs to. */
  private final List<TreeStep> owners = new ArrayList<>();

  /** Results of the steps that were sent, in order: an error, or empty. */
  private final Map<TreeStep, Optional<KernelError>> results = new LinkedHashMap<>();

  /** Interfaces that the steps in the batch create or change. */
  private final Set<String> pending = new HashSet<>();

  /** New links, which must get no IPv6. */
  private final List<String> newLinks = new ArrayList<>();

  private final List<TreeStep.CreateBridge> newBridges = new ArrayList<>();

  /** Bridges that need a shield. */
  private final List<String> shielding = new ArrayList<>();

  Programmer(Syscalls syscalls, NetlinkSocket socket, Shield shield) {
    this.shield = shield;
    rtnetlink = new Rtnetlink(socket);
    batch = socket.batch(this::failed);
    requests = new StepRequests(batch, this::index);
    sysctl = new Sysctl(syscalls);
  }

  /** Records the first error of a step, which is the cause of further errors of the step. */
  private void failed(int index, KernelError error) {
    TreeStep step = owners.get(index);
    if (!isDoneAnyway(step, error) && results.getOrDefault(step, Optional.empty()).isEmpty()) {
      results.put(step, Optional.of(error));
    }
  }

  /** Returns true if a step removes an interface that is missing already. */
  private static boolean isDoneAnyway(TreeStep step, KernelError error) {
    boolean removes =
        step instanceof TreeStep.DeleteBridge
            || step instanceof TreeStep.DeleteVeth
            || step instanceof TreeStep.DeleteVlan
            || step instanceof TreeStep.DeleteGroup
            || step instanceof TreeStep.Leave;
    return removes && error.errno() == Errno.ENODEV;
  }

  /**
   * Carries out steps in their order.
   *
   * @throws FunnelException if the kernel refused a step; the steps before are undone
   */
  void run(List<TreeStep> steps) throws FunnelException {
    List<TreeStep> done = new ArrayList<>();
    try {
      carryOut(steps, done);
    } catch (FunnelException e) {
      undo(done, e);
      throw e;
    }
  }

  private void undo(List<TreeStep> done, FunnelException reason) {
    for (TreeStep step : done.reversed()) {
      try {
        carryOut(List.of(step.inverse()), new ArrayList<>());
      } catch (FunnelException e) {
        LOG.warn("funnel undo failed reason=\"{}\"", e.getMessage());
        reason.addSuppressed(e);
      }
    }
  }

  private void carryOut(List<TreeStep> steps, List<TreeStep> done) throws FunnelException {
    indexes.clear();
    try {
      for (TreeStep step : flat(steps)) {
        if (uses(step).stream().anyMatch(pending::contains)) {
          flush(done);
        }
        write(step);
      }
      flush(done);
    } finally {
      owners.clear();
      pending.clear();
      newLinks.clear();
      newBridges.clear();
      shielding.clear();
    }
  }

  private static List<TreeStep> flat(List<TreeStep> steps) {
    return steps.stream()
        .<TreeStep>mapMulti(
            (step, out) -> {
              if (step instanceof TreeStep.CreateGroup group) {
                group.members().forEach(out);
              } else {
                out.accept(step);
              }
            })
        .toList();
  }

  private void write(TreeStep step) {
    int first = batch.size();
    results.put(step, Optional.empty());
    try {
      if (isOwn(step)) {
        requests.write(step);
      }
    } catch (NetlinkException e) {
      results.put(step, Optional.of(e.error()));
    }
    assignRequests(step, first);
    recordEffects(step);
  }

  private void assignRequests(TreeStep step, int first) {
    for (int i = first; i < batch.size(); i++) {
      owners.add(step);
    }
  }

  /**
   * Returns true unless a step would delete an interface of others: deletion is by name, and
   * another program may have created an interface with the name meanwhile.
   */
  private boolean isOwn(TreeStep step) {
    int group =
        switch (step) {
          case TreeStep.DeleteBridge delete -> delete.group();
          case TreeStep.DeleteVeth delete -> delete.group();
          case TreeStep.DeleteVlan delete -> delete.group();
          default -> 0;
        };
    return group == 0
        || rtnetlink.link(step.interfaceName()).filter(link -> link.group() == group).isPresent();
  }

  private void recordEffects(TreeStep step) {
    switch (step) {
      case TreeStep.CreateBridge create -> {
        pending.add(create.interfaceName());
        shielding.add(create.interfaceName());
        newBridges.add(create);
      }
      case TreeStep.SetBridge set -> {
        if (StepRequests.shields(set)) {
          shielding.add(set.interfaceName());
        }
      }
      case TreeStep.CreateVeth create ->
          newLinks.addAll(List.of(create.interfaceName(), create.peer()));
      case TreeStep.CreateVlan create -> newLinks.add(create.interfaceName());
      case TreeStep.Join join -> pending.add(join.interfaceName());
      case TreeStep.SetPort set -> pending.add(set.interfaceName());
      case TreeStep.SetUp set -> pending.add(set.interfaceName());
      case TreeStep.Leave leave -> pending.add(leave.interfaceName());
      default -> {} // no other step depends on it
    }
    pending.addAll(newLinks);
  }

  /** Returns the interfaces that must not be pending when a step is sent. */
  private static List<String> uses(TreeStep step) {
    return switch (step) {
      case TreeStep.Join join -> List.of(join.interfaceName(), join.bridge());
      case TreeStep.CreateVlan create -> List.of(create.parent(), create.interfaceName());
      default -> List.of(step.interfaceName());
    };
  }

  private void flush(List<TreeStep> done) throws FunnelException {
    send(done);
    List<TreeStep.CreateBridge> bridges = List.copyOf(newBridges);
    newBridges.clear();
    switchIpv6Off();
    shielding.forEach(shield::raise);
    shielding.clear();
    for (TreeStep.CreateBridge bridge : bridges) {
      int first = batch.size();
      requests.finish(bridge);
      assignRequests(bridge, first);
    }
    send(done);
  }

  private void send(List<TreeStep> done) throws FunnelException {
    batch.flush();
    owners.clear();
    pending.clear();
    Optional<FunnelException> refused = Optional.empty();
    for (Map.Entry<TreeStep, Optional<KernelError>> result : results.entrySet()) {
      TreeStep step = result.getKey();
      Optional<KernelError> error = result.getValue();
      if (error.isEmpty() || hasSeveralRequests(step)) {
        done.add(step);
      }
      if (error.isPresent() && refused.isEmpty()) {
        refused = Optional.of(refused(step, error.get()));
      }
    }
    results.clear();
    if (refused.isPresent()) {
      throw refused.get();
    }
  }

  /** Returns true if a step has several requests, of which some may have been carried out. */
  private static boolean hasSeveralRequests(TreeStep step) {
    return step instanceof TreeStep.Join;
  }

  private static FunnelException refused(TreeStep step, KernelError error) {
    String hint = error.errno() == Errno.EXFULL ? "; a bridge has at most 1023 ports" : "";
    return new FunnelException(
        step.interfaceName() + ": can't " + StepRequests.text(step) + ": " + error + hint);
  }

  private void switchIpv6Off() {
    for (String name : newLinks) {
      try {
        sysctl.setIpv6(name, false);
      } catch (ErrnoException e) {
        LOG.debug(
            "ipv6 unchanged interface={} reason=\"{}\"",
            name,
            e.getMessage()); // no IPv6, or no right
      }
    }
    newLinks.clear();
  }

  private int index(String name) {
    return indexes.computeIfAbsent(
        name,
        missing ->
            rtnetlink
                .link(missing)
                .map(Link::index)
                .orElseThrow(
                    () ->
                        new NetlinkException(
                            "find " + missing, KernelError.of(Errno.ENODEV, missing), 0)));
  }

  /**
   * Returns the requests of steps as text, one per line. An interface that is not there yet is
   * shown by its name instead of its index.
   */
  List<String> explain(List<TreeStep> steps) {
    List<String> lines = new ArrayList<>();
    List<String> future = new ArrayList<>();
    for (TreeStep step : flat(steps)) {
      MessageWriter writer = MessageWriter.allocate(RequestBatch.MAX_REQUEST_LENGTH);
      StepRequests described =
          new StepRequests(writer::start, name -> presentOrFuture(name, future));
      described.write(step);
      if (step instanceof TreeStep.CreateBridge bridge) {
        described.finish(bridge);
      }
      MessageText.rtnetlink()
          .describe(writer.messages())
          .lines()
          .forEach(line -> lines.add("rtnl " + named(line, future)));
    }
    return lines;
  }

  private int presentOrFuture(String name, List<String> future) {
    return rtnetlink
        .link(name)
        .map(Link::index)
        .orElseGet(
            () -> {
              future.add(name);
              return FUTURE_INDEX + future.size() - 1;
            });
  }

  private static String named(String line, List<String> future) {
    return Pattern.compile("(?<==)\\d{10}")
        .matcher(line)
        .replaceAll(
            number -> {
              long place = Long.parseLong(number.group()) - FUTURE_INDEX;
              return place >= 0 && place < future.size() ? future.get((int) place) : number.group();
            });
  }
}
