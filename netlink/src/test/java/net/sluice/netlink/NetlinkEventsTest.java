package net.sluice.netlink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import net.sluice.netlink.rtnl.Link;
import net.sluice.netlink.rtnl.Rtnetlink;
import net.sluice.netlink.rtnl.Rtnl;
import net.sluice.netlink.rtnl.VethPair;
import net.sluice.netlink.system.Errno;
import net.sluice.netlink.system.ErrnoException;
import net.sluice.netlink.system.LinuxSyscalls;
import net.sluice.netlink.system.Syscalls;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Subscriptions, against the fake kernel and the running one. */
@Timeout(30)
class NetlinkEventsTest {
  private static final String OVERRUN = "overrun";

  private final BlockingQueue<String> seen = new LinkedBlockingQueue<>();

  private final class Recorder implements NetlinkEvents.Listener {
    @Override
    public void event(MessageReader message) {
      Link link = Rtnetlink.decodeLink(message);
      if (link.name().equals("poison")) {
        throw new IllegalStateException("an event that the listener rejects");
      }
      seen.add(
          (message.type() == Rtnl.RTM_NEWLINK ? "new " : "del ")
              + link.name()
              + " on "
              + Thread.currentThread().getName());
    }

    @Override
    public void overrun() {
      seen.add(OVERRUN);
    }
  }

  @Test
  void eventsAndOverrunsReachTheListenerOnItsThread() throws InterruptedException {
    FakeKernel kernel = new FakeKernel();
    NetlinkEvents events = open(kernel);
    try {
      publish(kernel, "eth0");
      assertEquals("new eth0 on links", next());
      kernel.overrun(Nl.NETLINK_ROUTE, Rtnl.RTNLGRP_LINK);
      assertEquals(OVERRUN, next());
      publish(kernel, "eth1");
      assertEquals("new eth1 on links", next());
    } finally {
      events.close();
    }
    assertEquals(0, kernel.openDescriptors());
  }

  @Test
  void listenerThatThrowsDoesNotEndTheSubscription() throws InterruptedException {
    FakeKernel kernel = new FakeKernel();
    NetlinkEvents events = open(kernel);
    publish(kernel, "poison");
    publish(kernel, "eth0");
    assertEquals("new eth0 on links", next());
    events.close();
  }

  @Test
  void closeIsPromptAndMayBeRepeated() {
    FakeKernel kernel = new FakeKernel();
    NetlinkEvents events = open(kernel);
    assertTimeoutPreemptively(
        Duration.ofSeconds(5),
        () -> {
          events.close();
          events.close();
        });
    assertEquals(0, kernel.openDescriptors());
  }

  @Test
  void subscriptionThatTheKernelRefusesLeavesNothingOpen() {
    FakeKernel kernel = new FakeKernel();
    kernel.fail("epollCreate", Errno.EMFILE);
    assertEquals(Errno.EMFILE, assertThrows(ErrnoException.class, () -> open(kernel)).errno());
    assertEquals(0, kernel.openDescriptors());
  }

  @Test
  void runningKernelReportsItsLinks() throws InterruptedException {
    try (TestNamespace namespace = TestNamespace.create()) {
      NetlinkEvents events = namespace.call(() -> open(LinuxSyscalls.instance()));
      namespace.rtnetlink(
          rtnetlink -> {
            rtnetlink.create(VethPair.of("a", "b"));
            rtnetlink.delete("a");
          });
      assertEquals("new b on links", nextStarting("new b "));
      assertEquals("new a on links", nextStarting("new a "));
      assertEquals("del a on links", nextStarting("del a "));
      events.close();
    }
  }

  private NetlinkEvents open(Syscalls syscalls) {
    int[] groups = {Rtnl.RTNLGRP_LINK};
    return NetlinkEvents.open(syscalls, "links", Nl.NETLINK_ROUTE, groups, new Recorder());
  }

  private static void publish(FakeKernel kernel, String name) {
    kernel.publish(
        Nl.NETLINK_ROUTE,
        Rtnl.RTNLGRP_LINK,
        Rtnl.RTM_NEWLINK,
        Answer.linkMessage(5, name, link -> {}));
  }

  private String next() throws InterruptedException {
    return seen.poll(10, TimeUnit.SECONDS);
  }

  private String nextStarting(String prefix) throws InterruptedException {
    String event = next();
    while (event != null && !event.startsWith(prefix)) {
      event = next();
    }
    return event;
  }
}
