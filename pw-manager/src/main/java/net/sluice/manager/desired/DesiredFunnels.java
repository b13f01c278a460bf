package net.sluice.manager.desired;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
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
 * The funnels as they shall be, and who is in them where: pseudowires, for as long as they are
 * attached, and sessions that peers opened, for as long as they last. Owned by the manager's
 * thread.
 */
public final class DesiredFunnels {

  /** A VLAN of a funnel, which one pseudowire has. */
  public record FunnelVlan(String funnel, int vlan) {
    public static Optional<FunnelVlan> of(Member member) {
      return member.vlan().isPresent()
          ? Optional.of(new FunnelVlan(member.funnel(), member.vlan().getAsInt()))
          : Optional.empty();
    }
  }

  private final Numbers ids;

  /** Where pseudowires were before a restart, until they are there again. */
  private final Map<String, Integer> places;

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
    places = new HashMap<>(persisted.leaves());
  }

  public Numbers ids() {
    return ids;
  }

  public Optional<Funnel> funnel(String name) {
    return Optional.ofNullable(funnels.get(name));
  }

  /** The funnel with a number. */
  public Optional<Funnel> funnel(int id) {
    return Optional.ofNullable(names.get(id)).map(funnels::get);
  }

  public Collection<Funnel> funnels() {
    return funnels.values();
  }

  /** Name of the funnel that has an uplink. */
  public Optional<String> withUplink(Uplink uplink) {
    return Optional.ofNullable(byUplink.get(uplink));
  }

  /** Names of the funnels whose uplink is an interface, or a VLAN of it; a live view. */
  public Set<String> withUplinkInterface(String name) {
    return byUplinkInterface.of(name);
  }

  /** The funnel and its leaves. */
  public Optional<Tree> tree(String name) {
    return funnel(name).map(funnel -> new Tree(funnel, placements.get(name).leaves()));
  }

  /** Number of pseudowires and sessions in a funnel. */
  public int size(String name) {
    return placements.get(name).size();
  }

  /** Where a pseudowire is. */
  public Optional<Member> member(String pseudowire) {
    return Optional.ofNullable(members.get(pseudowire));
  }

  /** The leaf that a pseudowire was in before a restart, and is not yet again. */
  public Optional<Integer> placeBefore(String pseudowire) {
    return Optional.ofNullable(places.get(pseudowire));
  }

  /** Names of the pseudowires in a funnel; a live view. */
  public Set<String> membersOf(String name) {
    return membersByFunnel.of(name);
  }

  /** Name of the pseudowire that has a VLAN. */
  public Optional<String> withVlan(FunnelVlan vlan) {
    return Optional.ofNullable(byVlan.get(vlan));
  }

  /** Whether sessions that peers opened are in a funnel. */
  public boolean hasGuests(String name) {
    return !guestsByFunnel.of(name).isEmpty();
  }

  /** The groups of those in a funnel that have one, by name of their interface. */
  public Map<String, String> groups(String name) {
    Map<String, String> groups = guestGroups(name);
    addGroups(membersByFunnel.of(name).stream().map(members::get), groups);
    return groups;
  }

  /** Names of the interfaces of all that is in a funnel. */
  public Set<String> interfaces(String name) {
    return all(name).map(Member::interfaceName).collect(Collectors.toSet());
  }

  private Stream<Member> all(String name) {
    return Stream.concat(
        membersByFunnel.of(name).stream().map(members::get),
        guestsByFunnel.of(name).stream().map(guests::get));
  }

  /** The groups of sessions that peers opened, by name of their interface. */
  public Map<String, String> guestGroups(String name) {
    Map<String, String> groups = new HashMap<>();
    addGroups(guestsByFunnel.of(name).stream().map(guests::get), groups);
    return groups;
  }

  private static void addGroups(Stream<Member> members, Map<String, String> groups) {
    members.forEach(
        member -> member.group().ifPresent(group -> groups.put(member.interfaceName(), group)));
  }

  /** Finds places in a funnel that shall be so. */
  public Placement.Allocation allocation(Funnel funnel) {
    return Optional.ofNullable(placements.get(funnel.name()))
        .orElseGet(() -> new Placement(funnel.leafCapacity()))
        .allocation(funnel.leafCapacity());
  }

  /** Makes a difference part of the state. */
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
    placements.get(member.funnel()).add(pseudowire, member.leaf());
    places.remove(pseudowire);
  }

  private void leave(String pseudowire, Member member) {
    members.remove(pseudowire);
    membersByFunnel.remove(pseudowire);
    FunnelVlan.of(member).ifPresent(byVlan::remove);
    placements.get(member.funnel()).remove(pseudowire);
  }

  /**
   * Lends a place to a session that a peer opened, until {@link #leave(String)}. One that is in the
   * funnel stays where it is.
   *
   * @return empty when there is no such funnel
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
              placements.get(funnel.name()).add(guestName(session), leaf);
              return guest;
            });
  }

  /** The place that was lent to a session. */
  public Optional<Member> guest(String session) {
    return Optional.ofNullable(guests.get(session));
  }

  /** Takes back the place of a session. */
  public void leave(String session) {
    Member guest = guests.remove(session);
    if (guest != null) {
      guestsByFunnel.remove(session);
      // A funnel may be gone before what a peer had in it.
      Optional.ofNullable(placements.get(guest.funnel()))
          .ifPresent(placement -> placement.remove(guestName(session)));
    }
  }

  /** A name that no pseudowire can have. */
  private static String guestName(String session) {
    return "\0" + session;
  }
}
