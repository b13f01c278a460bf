package net.sluice.manager.desired;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.sluice.funnel.Funnel;
import net.sluice.funnel.Placement;
import net.sluice.funnel.Tree;
import net.sluice.funnel.Uplink;
import net.sluice.manager.store.PersistedNumbers;

/**
 * The desired funnels and the places in them. A <i>member</i> is a configured pseudowire that is
 * attached to a funnel; it has a place as long as it is attached. A <i>guest</i> is a session that
 * a peer opened; it has a place as long as the session exists.
 *
 * <p>Invariants: the maps of funnels by name, number and uplink, and the placements, always
 * describe the same funnels. A VLAN of a funnel belongs to at most one member; guests have no VLAN.
 *
 * <p>Thread: manager.
 */
public final class DesiredFunnels {

  /** A VLAN of a funnel. At most one pseudowire can have it. */
  public record FunnelVlan(String funnel, int vlan) {
    /** Returns the VLAN of a member; empty if it has none. */
    public static Optional<FunnelVlan> of(Member member) {
      return member.vlan().isPresent()
          ? Optional.of(new FunnelVlan(member.funnel(), member.vlan().getAsInt()))
          : Optional.empty();
    }
  }

  private final Numbers ids;

  /**
   * The leaves that pseudowires had before a restart, by name. A pseudowire is removed from this
   * map when it has a place again.
   */
  private final Map<String, Integer> restoredLeaves;

  private final Map<String, Funnel> funnels = new HashMap<>();
  private final Map<Integer, String> names = new HashMap<>();
  private final Map<Uplink, String> byUplink = new HashMap<>();
  private final Referrers<String> byUplinkInterface = new Referrers<>();
  private final Map<String, Placement> placements = new HashMap<>();

  private final Map<String, Member> members = new HashMap<>();
  private final Referrers<String> membersByFunnel = new Referrers<>();
  private final Map<FunnelVlan, String> byVlan = new HashMap<>();
  private final Map<String, Member> guests = new HashMap<>();
  private final Referrers<String> guestsByFunnel = new Referrers<>();

  public DesiredFunnels(PersistedNumbers persisted) {
    ids = new Numbers(persisted.funnels());
    restoredLeaves = new HashMap<>(persisted.leaves());
  }

  public Numbers ids() {
    return ids;
  }

  public Optional<Funnel> funnel(String name) {
    return Optional.ofNullable(funnels.get(name));
  }

  /** Returns the funnel with a number. */
  public Optional<Funnel> funnel(int id) {
    return Optional.ofNullable(names.get(id)).map(funnels::get);
  }

  public Collection<Funnel> funnels() {
    return funnels.values();
  }

  /** Returns the name of the funnel that has an uplink. */
  public Optional<String> withUplink(Uplink uplink) {
    return Optional.ofNullable(byUplink.get(uplink));
  }

  /**
   * Returns the names of the funnels whose uplink is an interface or a VLAN of it, as a live view.
   */
  public Set<String> withUplinkInterface(String name) {
    return byUplinkInterface.of(name);
  }

  /** Returns a funnel with the leaves that are in use; empty if it does not exist. */
  public Optional<Tree> tree(String name) {
    return funnel(name).map(funnel -> new Tree(funnel, placement(name).leaves()));
  }

  /** Returns the number of members and guests of a funnel, which must exist. */
  public int size(String name) {
    return placement(name).size();
  }

  private Placement placement(String funnel) {
    return Objects.requireNonNull(placements.get(funnel), () -> "no funnel '" + funnel + "'");
  }

  /** Returns the place of a pseudowire; empty if it is not attached to a funnel. */
  public Optional<Member> member(String pseudowire) {
    return Optional.ofNullable(members.get(pseudowire));
  }

  /** Returns the leaf that a pseudowire had before a restart; empty once it has a place again. */
  public Optional<Integer> restoredLeaf(String pseudowire) {
    return Optional.ofNullable(restoredLeaves.get(pseudowire));
  }

  /** Returns the names of the pseudowires in a funnel, as a live view. */
  public Set<String> membersOf(String name) {
    return membersByFunnel.of(name);
  }

  /** Returns the name of the pseudowire that has a VLAN. */
  public Optional<String> withVlan(FunnelVlan vlan) {
    return Optional.ofNullable(byVlan.get(vlan));
  }

  /** Returns true if sessions that peers opened are in a funnel. */
  public boolean hasGuests(String name) {
    return !guestsByFunnel.of(name).isEmpty();
  }

  /** Returns the groups of the members and guests of a funnel that have one, by interface name. */
  public Map<String, String> groups(String name) {
    Map<String, String> groups = guestGroups(name);
    addGroups(members(name), groups);
    return groups;
  }

  /** Returns the interface names of all members and guests of a funnel. */
  public Set<String> interfaces(String name) {
    return all(name).map(Member::interfaceName).collect(Collectors.toSet());
  }

  private Stream<Member> all(String name) {
    return Stream.concat(members(name), guests(name));
  }

  private Stream<Member> members(String funnel) {
    return membersByFunnel.of(funnel).stream().flatMap(name -> member(name).stream());
  }

  private Stream<Member> guests(String funnel) {
    return guestsByFunnel.of(funnel).stream().flatMap(name -> guest(name).stream());
  }

  /** Returns the groups of the guests of a funnel that have one, by interface name. */
  public Map<String, String> guestGroups(String name) {
    Map<String, String> groups = new HashMap<>();
    addGroups(guests(name), groups);
    return groups;
  }

  private static void addGroups(Stream<Member> members, Map<String, String> groups) {
    members.forEach(
        member -> member.group().ifPresent(group -> groups.put(member.interfaceName(), group)));
  }

  /**
   * Starts a search for free places in a funnel, which may be new.
   *
   * @param funnel the funnel after the change
   */
  public Placement.Allocation allocation(Funnel funnel) {
    return Optional.ofNullable(placements.get(funnel.name()))
        .orElseGet(() -> new Placement(funnel.leafCapacity()))
        .allocation(funnel.leafCapacity());
  }

  /**
   * Applies a committed difference. Members leave before funnels change, and join afterwards,
   * because a place can only be in a funnel that exists.
   */
  void apply(FunnelDelta delta) {
    delta.members().forEach(change -> change.before().ifPresent(old -> leave(change.name(), old)));
    ids.add(delta.newIds());
    delta.funnels().forEach(this::apply);
    delta.members().forEach(change -> change.after().ifPresent(now -> join(change.name(), now)));
  }

  private void apply(Change<Funnel> change) {
    change
        .before()
        .ifPresent(
            old -> {
              names.remove(old.id());
              byUplink.remove(old.uplink());
              byUplinkInterface.remove(old.name());
            });
    change.after().ifPresentOrElse(this::put, () -> remove(change.name()));
  }

  private void put(Funnel funnel) {
    String name = funnel.name();
    funnels.put(name, funnel);
    names.put(funnel.id(), name);
    byUplink.put(funnel.uplink(), name);
    byUplinkInterface.put(name, funnel.uplink().interfaceName());
    placements
        .computeIfAbsent(name, any -> new Placement(funnel.leafCapacity()))
        .capacity(funnel.leafCapacity());
  }

  private void remove(String name) {
    funnels.remove(name);
    placements.remove(name);
    ids.remove(name);
  }

  private void join(String pseudowire, Member member) {
    members.put(pseudowire, member);
    membersByFunnel.put(pseudowire, member.funnel());
    FunnelVlan.of(member).ifPresent(vlan -> byVlan.put(vlan, pseudowire));
    placement(member.funnel()).add(pseudowire, member.leaf());
    restoredLeaves.remove(pseudowire);
  }

  private void leave(String pseudowire, Member member) {
    members.remove(pseudowire);
    membersByFunnel.remove(pseudowire);
    FunnelVlan.of(member).ifPresent(byVlan::remove);
    placement(member.funnel()).remove(pseudowire);
  }

  /**
   * Gives a place to a session that a peer opened, until {@link #leave(String)}. A session that is
   * already in the funnel keeps its leaf.
   *
   * @return the place; empty if the funnel does not exist
   */
  public Optional<Member> lend(String session, FunnelAttachment attachment, String interfaceName) {
    return funnel(attachment.funnel())
        .map(
            funnel -> {
              Optional<Member> before =
                  guest(session).filter(old -> old.funnel().equals(funnel.name()));
              int leaf = before.map(Member::leaf).orElseGet(() -> allocation(funnel).allocate());
              leave(session);
              Member guest = new Member(attachment, leaf, interfaceName);
              guests.put(session, guest);
              guestsByFunnel.put(session, funnel.name());
              placement(funnel.name()).add(guestName(session), leaf);
              return guest;
            });
  }

  /** Returns the place of a session that a peer opened. */
  public Optional<Member> guest(String session) {
    return Optional.ofNullable(guests.get(session));
  }

  /** Frees the place of a session that a peer opened, if it has one. */
  public void leave(String session) {
    Member guest = guests.remove(session);
    if (guest != null) {
      guestsByFunnel.remove(session);
      // The funnel may have been removed before the session of the peer.
      Optional.ofNullable(placements.get(guest.funnel()))
          .ifPresent(placement -> placement.remove(guestName(session)));
    }
  }

  /** Returns a name that differs from the names of all pseudowires: these do not contain NUL. */
  private static String guestName(String session) {
    return "\0" + session;
  }
}
