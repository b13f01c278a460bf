package net.sluice.northbound.netconf;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import net.sluice.manager.api.ConfigService;

/**
 * A configuration service with a hook before and after each call, on the thread that calls. A test
 * uses it to have other sessions act while one session is between the manager's work and its own
 * next step.
 */
final class Interposed {
  private final ConfigService manager;
  private volatile Hook before = method -> {};
  private volatile Hook after = method -> {};

  /** Runs at a call; {@code method} is the name of the method of {@link ConfigService}. */
  @FunctionalInterface
  interface Hook {
    void at(String method) throws Exception;
  }

  Interposed(ConfigService manager) {
    this.manager = manager;
  }

  /** Runs a hook once, before the next call of a method. */
  void beforeNext(String name, Hook hook) {
    before =
        method -> {
          if (method.equals(name)) {
            before = other -> {};
            hook.at(method);
          }
        };
  }

  /** Runs a hook once, after the next call of a method that throws nothing. */
  void afterNext(String name, Hook hook) {
    after =
        method -> {
          if (method.equals(name)) {
            after = other -> {};
            hook.at(method);
          }
        };
  }

  /** Runs a hook after each call that throws nothing, but not after calls made by the hook. */
  void afterEach(Hook hook) {
    after =
        method -> {
          Hook each = after;
          after = other -> {};
          hook.at(method);
          after = each;
        };
  }

  /** Runs no hook from now on. */
  void stop() {
    before = method -> {};
    after = method -> {};
  }

  /** Returns the service for the server. */
  ConfigService service() {
    return (ConfigService)
        Proxy.newProxyInstance(
            ConfigService.class.getClassLoader(),
            new Class<?>[] {ConfigService.class},
            (proxy, method, arguments) -> {
              before.at(method.getName());
              Object result;
              try {
                result = method.invoke(manager, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
              after.at(method.getName());
              return result;
            });
  }
}
