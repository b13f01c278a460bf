package net.sluice.l2tp.userspace;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.sluice.l2tp.InterfaceSettings;
import net.sluice.l2tp.InterfaceState;
import net.sluice.l2tp.Profiles;
import net.sluice.l2tp.Step;
import net.sluice.l2tp.StepResults;
import net.sluice.netlink.InterfaceAddress;
import net.sluice.netlink.LinkWriter;
import net.sluice.netlink.LinuxSyscalls;
import net.sluice.netlink.TestNamespace;
import net.sluice.netlink.VethPair;

/** One end of the path: a namespace with an interface under0 to the other one, and a data plane. */
final class Site implements AutoCloseable {
  private final TestNamespace namespace;
  private UserspaceDataPlane plane;

  private Site(TestNamespace namespace) {
    this.namespace = namespace;
  }

  /** Two sites, 192.0.2.1 and 192.0.2.2, 2001:db8::1 and 2001:db8::2; without data planes. */
  static List<Site> pair() {
    Site left = new Site(TestNamespace.create());
    Site right = new Site(TestNamespace.create());
    int far = right.namespace.fd();
    left.namespace.rtnetlink(
        links -> links.create(VethPair.of("under0", "under0").withPeerNamespace(far)));
    left.address(1);
    right.address(2);
    return List.of(left, right);
  }

  private void address(int host) {
    namespace.rtnetlink(
        links -> {
          links.change("under0", LinkWriter::up);
          int index = links.link("under0").orElseThrow().index();
          links.addAddress(new InterfaceAddress(index, Profiles.ip("192.0.2." + host), 24));
          links.addAddress(new InterfaceAddress(index, Profiles.ip("2001:db8::" + host), 64));
        });
  }

  void open() {
    plane = namespace.call(() -> UserspaceDataPlane.open(LinuxSyscalls.instance()));
  }

  UserspaceDataPlane plane() {
    return plane;
  }

  TestNamespace namespace() {
    return namespace;
  }

  StepResults apply(Step... steps) {
    return namespace.call(() -> plane.apply(List.of(steps)));
  }

  /** Brings an interface up. */
  void bringUp(String name, int mtu) {
    InterfaceSettings after = new InterfaceSettings(name, "", mtu, true, Optional.empty());
    StepResults results = apply(new Step.Configure("p", InterfaceSettings.fresh(name), after));
    if (!results.complete()) {
      throw new IllegalStateException(results.toString());
    }
  }

  InterfaceState state(String name) {
    return states(List.of(name)).get(name);
  }

  Map<String, InterfaceState> states(Collection<String> names) {
    return plane.interfaces(names);
  }

  long drops(long tunnelId, Drop reason) {
    return plane.drops(tunnelId).get(reason);
  }

  /** A port on an interface that is up; the caller closes it. */
  FramePort port(String name) {
    int index = state(name).index();
    return namespace.call(() -> new FramePort(index));
  }

  void closePlane() {
    if (plane != null) {
      namespace.run(plane::close);
      plane = null;
    }
  }

  @Override
  public void close() {
    closePlane();
    namespace.close();
  }
}
