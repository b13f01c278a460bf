package net.sluice.funnel.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import net.sluice.funnel.Funnel;
import net.sluice.funnel.FunnelException;
import net.sluice.funnel.FunnelPlane.Repair;
import net.sluice.funnel.FunnelPlane.Wanted;
import net.sluice.funnel.Isolation;
import net.sluice.funnel.StormControl;
import net.sluice.funnel.Tree;
import net.sluice.funnel.TreeChange;
import net.sluice.funnel.TreeChange.GroupChange;
import net.sluice.funnel.Uplink;
import net.sluice.funnel.VlanMapping;
import net.sluice.netlink.MacAddress;
import net.sluice.netlink.NetlinkSocket;
import net.sluice.netlink.Nl;
import net.sluice.netlink.TestNamespace;
import net.sluice.netlink.rtnl.LinkWriter;
import net.sluice.netlink.rtnl.Rtnetlink;
import net.sluice.netlink.system.LinuxSyscalls;
import net.sluice.netlink.system.Syscalls;
import net.sluice.netlink.system.Sysctl;
import net.sluice.netlink.system.Tap;
import org.jspecify.annotations.Nullable;

/**
 * A host with funnels in a namespace. Customers and uplinks are TAPs: a frame that the test writes
 * arrives at the interface, and a frame that the test reads was sent by it.
 */
final class FunnelSite implements AutoCloseable {
  static final Syscalls SYSCALLS = LinuxSyscalls.instance();
  static final String UPLINK = "up0";
  static final int ID = 7;
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final MacAddress BROADCAST = MacAddress.parse("ff:ff:ff:ff:ff:ff");
  private static final int LENGTH = 60;
  private static final int EXPERIMENTAL = 0x88b5;
  private static final int ARP = 0x0806;
  private static final int SOURCE_AT = 6;
  private static final int NUMBER_AT = 14;

  final TestNamespace namespace = TestNamespace.create();
  final KernelFunnels plane = namespace.call(() -> new KernelFunnels(SYSCALLS));
  private final NetlinkSocket socket =
      namespace.call(() -> NetlinkSocket.open(SYSCALLS, Nl.NETLINK_ROUTE));
  final Rtnetlink rtnetlink = new Rtnetlink(socket);
  private final Map<String, Tap> taps = new ConcurrentHashMap<>();
  private final Map<String, MacAddress> addresses = new ConcurrentHashMap<>();
  private final ByteBuffer received = ByteBuffer.allocateDirect(2048);
  private final Set<String> members = ConcurrentHashMap.newKeySet();
  private int numbers;

  static Funnel funnel(Isolation isolation) {
    return funnel(isolation, VlanMapping.NONE, StormControl.NONE);
  }

  static Funnel funnel(Isolation isolation, VlanMapping mapping, StormControl storm) {
    return Funnel.builder("f", ID, new Uplink(UPLINK, OptionalInt.empty()))
        .isolation(isolation)
        .leafCapacity(2)
        .vlanMapping(mapping)
        .stormControl(storm)
        .build();
  }

  static Tree tree(Funnel funnel, Integer... leaves) {
    return new Tree(funnel, new TreeSet<>(List.of(leaves)));
  }

  static TreeChange change(@Nullable Tree before, @Nullable Tree after, GroupChange... groups) {
    return new TreeChange(Optional.ofNullable(before), Optional.ofNullable(after), List.of(groups));
  }

  void build(TreeChange change) {
    namespace.run(() -> plane.build(change));
  }

  /** Builds as {@link #build} does, for a change that is refused. */
  void tryBuild(TreeChange change) throws FunnelException {
    Optional<FunnelException> refusal =
        namespace.call(
            () -> {
              try {
                plane.build(change);
                return Optional.empty();
              } catch (FunnelException e) {
                return Optional.of(e);
              }
            });
    if (refusal.isPresent()) {
      throw refusal.get();
    }
  }

  void clear(TreeChange change) {
    namespace.run(() -> plane.clear(change));
  }

  /** Creates an interface that is up and no bridge port. */
  void tap(String name) {
    Tap tap = namespace.call(() -> Tap.create(SYSCALLS, name));
    taps.put(name, tap);
    addresses.put(name, MacAddress.parse("02:00:00:00:01:%02x".formatted(taps.size())));
    namespace.run(() -> new Sysctl(SYSCALLS).setIpv6(name, false));
    rtnetlink.change(name, LinkWriter::up);
  }

  /** Returns a tree with the members that have joined. */
  Repair repair(Tree tree, Map<String, String> groups) {
    Wanted wanted = new Wanted(tree, Set.copyOf(members), groups);
    return namespace.call(() -> plane.repair(List.of(wanted))).getFirst();
  }

  /** Creates a pseudowire's interface and makes it a port of its leaf, as the data plane does. */
  void member(Funnel funnel, String name, int leaf, boolean grouped) {
    members.add(name);
    tap(name);
    rtnetlink.change(name, LinkWriter::down);
    int bridge = rtnetlink.link(Tree.leafBridge(funnel.id(), leaf)).orElseThrow().index();
    rtnetlink.change(name, link -> link.master(bridge));
    rtnetlink.change(name, link -> link.port(funnel.memberPort(grouped)).up());
  }

  void remove(String name) {
    Objects.requireNonNull(taps.remove(name), name).close();
  }

  MacAddress address(String name) {
    return Objects.requireNonNull(addresses.get(name), name);
  }

  private int fd(String name) {
    return Objects.requireNonNull(taps.get(name), name).fd();
  }

  /** Checks that a broadcast frame from an interface leaves at exactly these interfaces. */
  void assertBroadcast(String from, Set<String> receivers) {
    assertSent(from, BROADCAST, receivers);
  }

  /**
   * Checks that a frame from an interface leaves at exactly these interfaces. The check ends when
   * all of them have received it, and later frames have passed in both directions.
   */
  void assertSent(String from, MacAddress to, Set<String> receivers) {
    List.of(from, UPLINK).forEach(this::settle);
    collect(Map.of());
    int number = write(from, to, EXPERIMENTAL);
    Set<String> seen = new TreeSet<>();
    for (String fence : List.of(from, UPLINK)) {
      int passing = write(fence, BROADCAST, EXPERIMENTAL);
      Set<String> passed = new TreeSet<>();
      await(
          () -> {
            collect(Map.of(number, seen, passing, passed));
            return seen.containsAll(receivers) && isThrough(fence, passed);
          },
          () -> from + " to " + to + ": expected at " + receivers + ", seen at " + seen);
    }
    assertEquals(receivers, seen, () -> from + " to " + to);
  }

  /**
   * Waits until frames from an interface pass. The kernel lets a port forward after it has noticed
   * the carrier, in the background, and no event reports that reliably.
   */
  private void settle(String from) {
    Set<String> passed = new TreeSet<>();
    Map<Integer, Set<String>> probes = new HashMap<>();
    await(
        () -> {
          probes.put(write(from, BROADCAST, EXPERIMENTAL), passed);
          collect(probes);
          return isThrough(from, passed);
        },
        () -> "frames from " + from + " pass only to " + passed);
  }

  /**
   * Returns true if a frame has arrived everywhere: from the uplink at all others, from a member at
   * least at the uplink.
   */
  private boolean isThrough(String from, Set<String> passed) {
    Set<String> certain = new TreeSet<>(from.equals(UPLINK) ? taps.keySet() : Set.of(UPLINK));
    certain.remove(from);
    return passed.containsAll(certain);
  }

  private void collect(Map<Integer, Set<String>> places) {
    for (String name : taps.keySet()) {
      for (int number = read(name); number >= 0; number = read(name)) {
        Set<String> place = places.get(number);
        if (place != null) {
          place.add(name);
        }
      }
    }
  }

  /**
   * Writes a broadcast frame without a number to an interface.
   *
   * <p>Thread: any.
   */
  void writeBroadcast(String from) {
    SYSCALLS.write(fd(from), frame(from, BROADCAST, EXPERIMENTAL, 0));
  }

  /**
   * Returns the frames that members have received from other members, as receiver and sender. A TAP
   * keeps 1,000 frames, so the first of them are included.
   */
  List<String> crossed(List<String> members) {
    List<String> crossings = new ArrayList<>();
    for (String name : members) {
      while (SYSCALLS.read(fd(name), received.clear()) >= 0) {
        long source = received.getLong(SOURCE_AT) >>> 16;
        for (String other : members) {
          if (address(other).bits() == source) {
            crossings.add(other + " to " + name);
          }
        }
      }
    }
    return crossings;
  }

  /** Writes a frame to an interface and returns the number of the frame. */
  int write(String from, MacAddress to, int etherType) {
    int number = ++numbers;
    SYSCALLS.write(fd(from), frame(from, to, etherType, number));
    return number;
  }

  private ByteBuffer frame(String from, MacAddress to, int etherType, int number) {
    ByteBuffer frame = ByteBuffer.allocateDirect(LENGTH);
    put(frame, to);
    put(frame, address(from));
    return frame.putShort((short) etherType).putInt(number).clear();
  }

  /** Sends an ARP request for the host's IPv4 address; returns true if the host answers. */
  boolean answersArp(String from, int sender, int target) {
    collect(Map.of());
    MacAddress source = address(from);
    ByteBuffer frame = ByteBuffer.allocateDirect(LENGTH);
    put(frame, BROADCAST);
    put(frame, source);
    frame.putShort((short) ARP).putShort((short) 1).putShort((short) 0x0800);
    frame.put((byte) 6).put((byte) 4).putShort((short) 1);
    put(frame, source);
    frame.putInt(sender).putLong(0).position(frame.position() - Short.BYTES).putInt(target);
    SYSCALLS.write(fd(from), frame.clear());
    boolean answered = false;
    while (SYSCALLS.read(fd(from), received.clear()) >= 0) {
      answered |= (received.getShort(NUMBER_AT - Short.BYTES) & 0xffff) == ARP;
    }
    return answered;
  }

  private static void put(ByteBuffer frame, MacAddress address) {
    frame.putShort((short) (address.bits() >> 32)).putInt((int) address.bits());
  }

  /**
   * Returns the number of the next frame that an interface has sent; -1 if there is none, 0 if the
   * frame is not from the test.
   */
  int read(String name) {
    int length = SYSCALLS.read(fd(name), received.clear());
    if (length < 0) {
      return -1;
    }
    int etherType = received.getShort(NUMBER_AT - Short.BYTES) & 0xffff;
    return etherType == EXPERIMENTAL ? received.getInt(NUMBER_AT) : 0;
  }

  private static void await(BooleanSupplier condition, Supplier<String> otherwise) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError(otherwise.get());
      }
      Thread.onSpinWait();
    }
  }

  @Override
  public void close() {
    plane.close();
    taps.values().forEach(Tap::close);
    socket.close();
    namespace.close();
  }
}
