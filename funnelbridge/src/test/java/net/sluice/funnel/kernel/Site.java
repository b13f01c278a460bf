package net.sluice.funnel.kernel;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import net.sluice.funnel.Flooding;
import net.sluice.funnel.Funnel;
import net.sluice.funnel.Isolation;
import net.sluice.funnel.StormControl;
import net.sluice.funnel.Tree;
import net.sluice.funnel.TreeChange;
import net.sluice.funnel.TreeChange.GroupChange;
import net.sluice.funnel.Uplink;
import net.sluice.funnel.VlanMapping;
import net.sluice.netlink.LinkWriter;
import net.sluice.netlink.LinuxSyscalls;
import net.sluice.netlink.MacAddress;
import net.sluice.netlink.NetlinkSocket;
import net.sluice.netlink.Nl;
import net.sluice.netlink.Rtnetlink;
import net.sluice.netlink.Syscalls;
import net.sluice.netlink.Sysctl;
import net.sluice.netlink.Tap;
import net.sluice.netlink.TestNamespace;

/**
 * A host with funnels in a namespace. Customers and uplinks are TAPs: a frame that is written comes
 * in, one that is read went out.
 */
final class Site implements AutoCloseable {
  static final Syscalls SYSCALLS = LinuxSyscalls.instance();
  static final String UPLINK = "up0";
  static final int ID = 7;
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final MacAddress BROADCAST = MacAddress.parse("ff:ff:ff:ff:ff:ff");
  private static final int LENGTH = 60;
  private static final int EXPERIMENTAL = 0x88b5;
  private static final int NUMBER_AT = 14;

  final TestNamespace namespace = TestNamespace.create();
  final KernelFunnels plane = namespace.call(() -> new KernelFunnels(SYSCALLS));
  private final NetlinkSocket socket =
      namespace.call(() -> NetlinkSocket.open(SYSCALLS, Nl.NETLINK_ROUTE));
  final Rtnetlink rtnetlink = new Rtnetlink(socket);
  private final Map<String, Tap> taps = new LinkedHashMap<>();
  private final Map<String, MacAddress> addresses = new HashMap<>();
  private final ByteBuffer frame = ByteBuffer.allocateDirect(2048);
  private int numbers;

  static Funnel funnel(Isolation isolation) {
    return funnel(isolation, VlanMapping.NONE, StormControl.NONE);
  }

  static Funnel funnel(Isolation isolation, VlanMapping mapping, StormControl storm) {
    return new Funnel(
        "f",
        ID,
        new Uplink(UPLINK, OptionalInt.empty()),
        isolation,
        1500,
        Flooding.ALL,
        true,
        false,
        OptionalInt.empty(),
        2,
        mapping,
        storm);
  }

  static Tree tree(Funnel funnel, Integer... leaves) {
    return new Tree(funnel, new TreeSet<>(List.of(leaves)));
  }

  static TreeChange change(Tree before, Tree after, GroupChange... groups) {
    return new TreeChange(Optional.ofNullable(before), Optional.ofNullable(after), List.of(groups));
  }

  void build(TreeChange change) {
    namespace.run(() -> plane.build(change));
  }

  void clear(TreeChange change) {
    namespace.run(() -> plane.clear(change));
  }

  /** An interface that is up and no port of anything. */
  void tap(String name) {
    Tap tap = namespace.call(() -> Tap.create(SYSCALLS, name));
    taps.put(name, tap);
    addresses.put(name, MacAddress.parse("02:00:00:00:01:%02x".formatted(taps.size())));
    namespace.run(() -> new Sysctl(SYSCALLS).setIpv6(name, false));
    rtnetlink.change(name, LinkWriter::up);
  }

  /** A pseudowire's interface joins its leaf, as the data plane has it do so. */
  void member(Funnel funnel, String name, int leaf, boolean grouped) {
    tap(name);
    rtnetlink.change(name, LinkWriter::down);
    int bridge = rtnetlink.link(Tree.leafBridge(funnel.id(), leaf)).orElseThrow().index();
    rtnetlink.change(name, link -> link.master(bridge));
    rtnetlink.change(name, link -> link.port(funnel.memberPort(grouped)).up());
  }

  void remove(String name) {
    taps.remove(name).close();
  }

  MacAddress address(String name) {
    return addresses.get(name);
  }

  /** Has a frame to everyone come in, and tells where it went out. */
  Set<String> broadcast(String from) {
    return send(from, BROADCAST);
  }

  /**
   * Has a frame come in, and tells where it went out: all has, when a later one that passes in any
   * case has.
   */
  Set<String> send(String from, MacAddress to) {
    int number = write(from, to, EXPERIMENTAL);
    String fenceFrom =
        from.equals(UPLINK)
            ? taps.keySet().stream().filter(each -> !each.equals(UPLINK)).findFirst().orElseThrow()
            : UPLINK;
    int fence = write(fenceFrom, BROADCAST, EXPERIMENTAL);
    Set<String> receivers = new TreeSet<>();
    Set<String> fenced = new TreeSet<>();
    Set<String> expected = new TreeSet<>(taps.keySet());
    expected.remove(fenceFrom);
    if (!fenceFrom.equals(UPLINK)) {
      expected.retainAll(Set.of(UPLINK));
    }
    await(
        () -> {
          taps.keySet()
              .forEach(
                  name -> {
                    for (int read = read(name); read >= 0; read = read(name)) {
                      if (read == number) {
                        receivers.add(name);
                      }
                      if (read == fence) {
                        fenced.add(name);
                      }
                    }
                  });
          return fenced.containsAll(expected);
        });
    return receivers;
  }

  /** Has a frame come in and returns its number. */
  int write(String from, MacAddress to, int etherType) {
    ByteBuffer frame = ByteBuffer.allocateDirect(LENGTH);
    put(frame, to);
    put(frame, addresses.get(from));
    int number = ++numbers;
    frame.putShort((short) etherType).putInt(number).clear();
    SYSCALLS.write(taps.get(from).fd(), frame);
    return number;
  }

  private static void put(ByteBuffer frame, MacAddress address) {
    frame.putShort((short) (address.bits() >> 32)).putInt((int) address.bits());
  }

  /** The number of the next frame that went out; -1 when there is none, 0 when it is no test's. */
  int read(String name) {
    frame.clear();
    int length = SYSCALLS.read(taps.get(name).fd(), frame);
    if (length < 0) {
      return -1;
    }
    return (frame.getShort(12) & 0xffff) == EXPERIMENTAL || (frame.getShort(12) & 0xffff) == 0x0806
        ? frame.getInt(NUMBER_AT)
        : 0;
  }

  static void await(BooleanSupplier condition) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("not within " + PATIENCE.toSeconds() + " s");
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
