package net.sluice;

import java.lang.reflect.Proxy;

/** The signal SIGHUP. Without a handler, the JVM ends the process. */
final class Hangup {
  private Hangup() {}

  /**
   * Sets the handler of SIGHUP. It runs on a thread of its own for each signal. A process that was
   * started with nohup continues to ignore the signal.
   *
   * <p>The class sun.misc.Signal is in the module jdk.unsupported of every JDK. The compiler has a
   * warning for it that no annotation suppresses, so the call is by reflection.
   */
  static void handle(Runnable action) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object proxy =
          Proxy.newProxyInstance(
              handler.getClassLoader(),
              new Class<?>[] {handler},
              (self, method, arguments) -> {
                action.run();
                return null;
              });
      signal
          .getMethod("handle", signal, handler)
          .invoke(null, signal.getConstructor(String.class).newInstance("HUP"), proxy);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("the JDK has no signal handlers", e);
    }
  }
}
