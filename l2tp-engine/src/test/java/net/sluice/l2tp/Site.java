package net.sluice.l2tp;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import net.sluice.netlink.TestNamespace;
import net.sluice.netlink.rtnl.LinkWriter;
import net.sluice.netlink.system.LinuxSyscalls;
import net.sluice.netlink.system.Syscalls;

/** One end of the path: a namespace with an interface under0 to the other one, and a data plane. */
public final class Site implements AutoCloseable {
  private final TestNamespace namespace;
  private DataPlane plane;

  private Site(TestNamespace namespace) {
    this.namespace = namespace;
  }

  /**
   * Creates two sites, 192.0.2.1 and 192.0.2.2, 2001:db8::1 and 2001:db8::2; without data planes.
   */
  public static List<Site> pair() {
    Site left = new Site(TestNamespace.create());
    Site right = new Site(TestNamespace.create());
    left.namespace.connect("under0", right.namespace, "under0");
    left.address(1);
    right.address(2);
    return List.of(left, right);
  }

  private void address(int host) {
    namespace.rtnetlink(links -> links.change("under0", LinkWriter::up));
    namespace.addAddress("under0", Profiles.ip("192.0.2." + host), 24);
    namespace.addAddress("under0", Profiles.ip("2001:db8::" + host), 64);
  }

  /** Opens a data plane in the namespace, which the site closes. */
  public <T extends DataPlane> T open(Function<Syscalls, T> opener) {
    T opened = namespace.call(() -> opener.apply(LinuxSyscalls.instance()));
    plane = opened;
    return opened;
  }

  /** Returns the data plane. */
  public DataPlane plane() {
    return plane;
  }

  /** Returns the namespace. */
  public TestNamespace namespace() {
    return namespace;
  }

  /** Applies steps on the namespace's thread. */
  public StepResults apply(Step... steps) {
    return namespace.call(() -> plane.apply(List.of(steps)));
  }

  /** Applies steps that must succeed. */
  public void applied(Step... steps) {
    StepResults results = apply(steps);
    if (!results.complete()) {
      throw new AssertionError(results.failures().toString());
    }
  }

  /** Applies a step that must fail, and returns the failure. */
  public StepResults.Failure refused(Step step) {
    return apply(step).failures().getFirst();
  }

  /** Reads tunnels and sessions. */
  public Snapshot snapshot(Collection<Long> tunnelIds, Collection<SessionProfile> sessions) {
    return namespace.call(() -> plane.snapshot(tunnelIds, sessions));
  }

  /** Brings the interface of a new session up. */
  public void bringUp(String name, int mtu) {
    InterfaceSettings after = new InterfaceSettings(name, "", mtu, true, Optional.empty());
    applied(new Step.Configure("p", InterfaceSettings.fresh(name), after));
  }

  /** Returns the state of an interface; null if it does not exist. */
  public InterfaceState state(String name) {
    return states(List.of(name)).get(name);
  }

  /** Returns the states of interfaces. */
  public Map<String, InterfaceState> states(Collection<String> names) {
    return plane.interfaces(names);
  }

  /** Opens a port on an interface that is up; the caller closes it. */
  public FramePort port(String name) {
    int index = state(name).index();
    return namespace.call(() -> new FramePort(index));
  }

  /** Listens on the namespace's thread. */
  public void listen(DataPlaneListener listener) {
    namespace.run(() -> plane.listen(listener));
  }

  /** Closes the data plane, but not the namespace. */
  public void closePlane() {
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
