package net.sluice.netlink.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DescriptorReserveTest {
  private final List<Object> closed = new ArrayList<>();

  private Syscalls withLimit(int limit) {
    return (Syscalls)
        Proxy.newProxyInstance(
            Syscalls.class.getClassLoader(),
            new Class<?>[] {Syscalls.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("close")) {
                closed.add(arguments[0]);
                return null;
              }
              assertEquals("descriptorLimit", method.getName());
              return limit;
            });
  }

  @ParameterizedTest
  @CsvSource({"1024,768", "262144,261120", "64,48", "2147483647,2147482623"})
  void theLastDescriptorsAreClosedAgain(int limit, int first) {
    assertEquals(first - 1, DescriptorReserve.check(withLimit(limit), "open socket", first - 1));
    assertEquals(List.of(), closed);
    ErrnoException refused =
        assertThrows(
            ErrnoException.class,
            () -> DescriptorReserve.check(withLimit(limit), "open socket", first));
    assertEquals(Errno.EMFILE, refused.errno());
    assertEquals(List.of(first), closed);
  }

  @Test
  void theLimitIsThatOfTheProcess() {
    int limit = LinuxSyscalls.instance().descriptorLimit();
    assertTrue(limit >= 64 && limit < Integer.MAX_VALUE, () -> "" + limit);
  }
}
