package net.sluice.tests.standin;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import net.sluice.netlink.Nl;
import net.sluice.netlink.rtnl.Rtnl;
import net.sluice.netlink.system.Linux;
import net.sluice.netlink.system.Syscalls;

/** Counts all rtnetlink requests of the process, whichever part sends them. */
final class CountedRequests implements InvocationHandler {
  private static final Map<Integer, String> NAMES =
      Map.of(
          Rtnl.RTM_NEWLINK, "rtnl NEWLINK",
          Rtnl.RTM_DELLINK, "rtnl DELLINK",
          Rtnl.RTM_GETLINK, "rtnl GETLINK",
          Rtnl.RTM_SETLINK, "rtnl SETLINK");

  private final Syscalls real;
  private final Set<Object> sockets = ConcurrentHashMap.newKeySet();
  private final Map<String, Long> counts = new ConcurrentHashMap<>();

  CountedRequests(Syscalls real) {
    this.real = real;
  }

  /** Returns system calls that count the requests. */
  Syscalls syscalls() {
    return (Syscalls)
        Proxy.newProxyInstance(
            Syscalls.class.getClassLoader(), new Class<?>[] {Syscalls.class}, this);
  }

  /** Returns the number of requests so far, by their kind. */
  Map<String, Long> counts() {
    return new TreeMap<>(counts);
  }

  @Override
  public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
    switch (method.getName()) {
      case "send" -> {
        if (sockets.contains(arguments[0])) {
          count((ByteBuffer) arguments[1]);
        }
      }
      case "close" -> sockets.remove(arguments[0]); // another socket may get the number
      default -> {} // nothing to count
    }
    Object result = call(method, arguments);
    if (method.getName().equals("socket")
        && arguments[0].equals(Linux.AF_NETLINK)
        && arguments[2].equals(Nl.NETLINK_ROUTE)) {
      sockets.add(result);
    }
    return result;
  }

  private Object call(Method method, Object[] arguments) throws Throwable {
    try {
      return method.invoke(real, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private void count(ByteBuffer messages) {
    int at = messages.position();
    while (at < messages.limit()) {
      int type = messages.getShort(at + 4) & 0xffff;
      counts.merge(NAMES.getOrDefault(type, "rtnl " + type), 1L, Long::sum);
      at += (messages.getInt(at) + 3) & ~3; // NLMSG_ALIGN
    }
  }
}
