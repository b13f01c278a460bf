package net.sluice.funnel.nft;

import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import net.sluice.funnel.Funnel;
import net.sluice.funnel.FunnelException;
import net.sluice.funnel.Isolation;
import net.sluice.funnel.Tree;
import net.sluice.funnel.TreeChange;
import net.sluice.funnel.TreeChange.GroupChange;
import net.sluice.netlink.NetlinkEvents;
import net.sluice.netlink.Nl;
import net.sluice.netlink.system.ErrnoException;
import net.sluice.netlink.system.Syscalls;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The nftables table of all funnels and its content. A change is one transaction and one run of
 * nft, with a cost that depends on the size of the change; without a change nft does not run. If
 * the content is uncertain, the table is replaced as a whole, also in one transaction: no frame
 * ever passes a part of it.
 *
 * <p>Thread: any.
 */
public final class PolicyTable implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PolicyTable.class);
  private static final int EVENT_GROUP = 7; // NFNLGRP_NFTABLES

  private final Syscalls syscalls;
  private final Nft nft = new Nft();
  private final Generations generations;
  private final SortedMap<PolicyElement, String> content = new TreeMap<>();
  private final Map<Integer, SortedMap<PolicyElement, String>> funnels = new HashMap<>();
  private final GroupMarks marks = new GroupMarks();
  private final Set<OptionalInt> own = new HashSet<>();
  private Knowledge knowledge = Knowledge.UNREAD;
  private @Nullable NetlinkEvents events;

  /** Certainty about the content of the table. */
  private enum Knowledge {
    /** The table was not read yet. */
    UNREAD,
    /** Others may have changed the table. */
    UNCERTAIN,
    /** This process has written the whole table. */
    CERTAIN
  }

  /** A change of the table; an added entry replaces the one with the same key. */
  private record Change(SortedSet<PolicyElement> removed, SortedMap<PolicyElement, String> added) {
    boolean isEmpty() {
      return removed.isEmpty() && added.isEmpty();
    }
  }

  /** Creates the object for the network namespace of this thread; changes nothing. */
  public PolicyTable(Syscalls syscalls) {
    this.syscalls = syscalls;
    this.generations = new Generations(syscalls);
  }

  /**
   * Adds the entries of a funnel and its members, before the members join.
   *
   * @throws FunnelException if nft or the kernel refused; nothing has changed
   */
  public synchronized void build(TreeChange change) throws FunnelException {
    apply(change.funnel().id(), addition(change));
    claim(change.funnel().id(), elements(change, change.after(), GroupChange::after));
  }

  /**
   * Makes a funnel the owner of entries. A member that moves from another funnel has entries there,
   * too, until that funnel is cleared.
   */
  private void claim(int funnel, SortedMap<PolicyElement, String> elements) {
    for (Map.Entry<Integer, SortedMap<PolicyElement, String>> other : funnels.entrySet()) {
      if (other.getKey() != funnel) {
        other.getValue().keySet().removeAll(elements.keySet());
      }
    }
    if (!elements.isEmpty()) {
      funnels.computeIfAbsent(funnel, id -> new TreeMap<>()).putAll(elements);
    }
  }

  private boolean isOfAnother(int funnel, PolicyElement element) {
    return funnels.entrySet().stream()
        .anyMatch(other -> other.getKey() != funnel && other.getValue().containsKey(element));
  }

  /**
   * Removes the entries that a funnel and its members do not need any more, after members have
   * left.
   *
   * @throws FunnelException if nft or the kernel refused; nothing has changed
   */
  public synchronized void clear(TreeChange change) throws FunnelException {
    apply(change.funnel().id(), removal(change));
    if (change.after().isEmpty()) {
      marks.remove(change.funnel().id());
    }
  }

  /** Returns the transaction of {@link #build} as text; empty if there is none. */
  public synchronized String explainBuild(TreeChange change) throws FunnelException {
    Change addition = addition(change);
    return addition.isEmpty() ? "" : text(addition);
  }

  /** Returns the transaction of {@link #clear} as text; empty if there is none. */
  public synchronized String explainClear(TreeChange change) throws FunnelException {
    Change removal = removal(change);
    return removal.isEmpty() ? "" : text(removal);
  }

  private Change addition(TreeChange change) throws FunnelException {
    return change(new TreeSet<>(), elements(change, change.after(), GroupChange::after));
  }

  private Change removal(TreeChange change) throws FunnelException {
    SortedMap<PolicyElement, String> after = elements(change, change.after(), GroupChange::after);
    SortedSet<PolicyElement> removed =
        new TreeSet<>(elements(change, change.before(), GroupChange::before).keySet());
    removed.removeAll(after.keySet());
    removed.removeIf(element -> isOfAnother(change.funnel().id(), element));
    return change(removed, after);
  }

  /** Returns the part of a change that the table does not have yet. */
  private Change change(SortedSet<PolicyElement> removed, SortedMap<PolicyElement, String> wanted)
      throws FunnelException {
    if (!removed.isEmpty() || !wanted.isEmpty()) {
      readOnce();
    }
    removed.retainAll(content.keySet());
    wanted.entrySet().removeIf(entry -> entry.getValue().equals(content.get(entry.getKey())));
    return new Change(removed, wanted);
  }

  private SortedMap<PolicyElement, String> elements(
      TreeChange change, Optional<Tree> tree, Function<GroupChange, Optional<String>> groupOf)
      throws FunnelException {
    SortedMap<PolicyElement, String> elements = new TreeMap<>();
    if (tree.isPresent()) {
      elements.putAll(Policy.funnel(tree.get().funnel()));
    }
    for (GroupChange member : change.groups()) {
      Optional<String> group = groupOf.apply(member);
      if (group.isPresent()) {
        int mark = mark(change.funnel().id(), group.get());
        elements.putAll(Policy.member(member.interfaceName(), mark));
      }
    }
    return elements;
  }

  private int mark(int funnel, String group) {
    return marks.of(funnel, group, Policy.mark(funnel, group));
  }

  /**
   * Gives a funnel and its members the entries that they must have.
   *
   * @param groups groups of members, by name of their interface
   * @return the difference found, as text; empty if the table was right
   * @throws FunnelException if nft or the kernel refused
   */
  public synchronized List<String> repair(Funnel funnel, Map<String, String> groups)
      throws FunnelException {
    SortedMap<PolicyElement, String> wanted = Policy.funnel(funnel);
    marks.retain(funnel.id(), groups.values());
    if (funnel.isolation() == Isolation.GROUPS) {
      for (Map.Entry<String, String> member : groups.entrySet()) {
        int mark = mark(funnel.id(), member.getValue());
        wanted.putAll(Policy.member(member.getKey(), mark));
      }
    }
    SortedSet<PolicyElement> stale = new TreeSet<>(owned(funnel.id()).keySet());
    stale.removeAll(wanted.keySet());
    boolean first = knowledge == Knowledge.UNREAD;
    Change change = change(stale, new TreeMap<>(wanted));
    boolean right =
        change.isEmpty() && (first || knowledge == Knowledge.CERTAIN || content.isEmpty());
    boolean uncertain = knowledge == Knowledge.UNCERTAIN && !content.isEmpty();
    if (uncertain || !change.isEmpty()) {
      execute(change);
    }
    own(funnel.id(), wanted);
    return right
        ? List.of()
        : List.of("nftables table " + PolicyText.TABLE + " differed from the configuration");
  }

  /**
   * Removes all entries of a funnel.
   *
   * @throws FunnelException if nft or the kernel refused
   */
  public synchronized void remove(int funnel) throws FunnelException {
    apply(funnel, new Change(new TreeSet<>(owned(funnel).keySet()), new TreeMap<>()));
    marks.remove(funnel);
  }

  /**
   * Removes the entries of former processes that no funnel owns, and a table without entries.
   *
   * @throws FunnelException if nft or the kernel refused
   */
  public synchronized void removeUnknown() throws FunnelException {
    boolean isThere = isTableThere();
    SortedSet<PolicyElement> unknown = new TreeSet<>(content.keySet());
    funnels.values().forEach(owned -> unknown.removeAll(owned.keySet()));
    if (!unknown.isEmpty() || (isThere && content.isEmpty())) {
      LOG.info("unknown filters removed entries={}", unknown.size());
      execute(new Change(unknown, new TreeMap<>()));
    }
  }

  /** Returns false also without the program nft, because no process can have used it. */
  private boolean isTableThere() {
    if (knowledge != Knowledge.UNREAD) {
      return !content.isEmpty();
    }
    try {
      boolean isThere = nft.listTable().isPresent();
      if (isThere) {
        readOnce();
      }
      return isThere;
    } catch (FunnelException e) {
      return false;
    }
  }

  private SortedMap<PolicyElement, String> owned(int funnel) {
    return funnels.getOrDefault(funnel, Collections.emptySortedMap());
  }

  private void own(int funnel, SortedMap<PolicyElement, String> elements) {
    if (elements.isEmpty()) {
      funnels.remove(funnel);
    } else {
      funnels.put(funnel, elements);
    }
  }

  private void apply(int funnel, Change change) throws FunnelException {
    if (!change.isEmpty()) {
      execute(change);
      SortedMap<PolicyElement, String> owned =
          funnels.computeIfAbsent(funnel, id -> new TreeMap<>());
      owned.keySet().removeAll(change.removed());
      owned.putAll(change.added());
      own(funnel, owned);
    }
  }

  /** Reads the entries that a former process left, except limits. */
  private void readOnce() throws FunnelException {
    if (knowledge == Knowledge.UNREAD) {
      nft.listTable().ifPresent(listing -> content.putAll(PolicyText.parse(listing)));
      knowledge = Knowledge.UNCERTAIN;
    }
  }

  private String text(Change change) {
    boolean last = change.added().isEmpty() && change.removed().size() == content.size();
    if (knowledge == Knowledge.CERTAIN && !content.isEmpty() && !last) {
      SortedSet<PolicyElement> replaced = new TreeSet<>(change.added().keySet());
      replaced.retainAll(content.keySet());
      replaced.addAll(change.removed());
      return PolicyText.change(replaced, change.added());
    }
    SortedMap<PolicyElement, String> all = new TreeMap<>(content);
    all.keySet().removeAll(change.removed());
    all.putAll(change.added());
    return PolicyText.replace(all);
  }

  private void execute(Change change) throws FunnelException {
    OptionalInt before = generations.latest();
    nft.execute(text(change));
    content.keySet().removeAll(change.removed());
    content.putAll(change.added());
    OptionalInt after = generations.latest();
    boolean alone = after.isPresent() && after.getAsInt() == before.orElse(0) + 1;
    knowledge = alone ? Knowledge.CERTAIN : Knowledge.UNCERTAIN;
    if (events != null && alone) {
      own.add(after);
    }
  }

  /**
   * Reports changes of the table by others from now on.
   *
   * @param changed called by a thread of its own
   */
  public synchronized void listen(Runnable changed) {
    try {
      events =
          NetlinkEvents.open(
              syscalls,
              "nftables-events",
              Nl.NETLINK_NETFILTER,
              new int[] {EVENT_GROUP},
              new PolicyEvents(this::isOwn, () -> reportChange(changed)));
    } catch (ErrnoException e) {
      LOG.info("nftables events unavailable reason=\"{}\"", e.getMessage());
    }
  }

  private synchronized boolean isOwn(OptionalInt generation) {
    return own.remove(generation);
  }

  private void reportChange(Runnable changed) {
    synchronized (this) {
      if (knowledge == Knowledge.CERTAIN) {
        knowledge = Knowledge.UNCERTAIN;
      }
    }
    changed.run();
  }

  @Override
  public void close() {
    NetlinkEvents closing;
    synchronized (this) {
      closing = events;
    }
    if (closing != null) {
      closing.close();
    }
  }
}
