package net.sluice.manager.desired;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The names of the host and of the program that are used if the configuration has none.
 *
 * @param hostName host name of the kernel; "localhost" if it can not be read
 * @param vendorName the Vendor Name AVP that peers receive (RFC 3931 section 5.4.3)
 */
public record LocalHost(String hostName, String vendorName) {
  private static final Path HOST_NAME = Path.of("/proc/sys/kernel/hostname");

  /**
   * Returns the names of this host. The DNS is not asked for a name, because that can take long.
   */
  static LocalHost current() {
    String version =
        Optional.ofNullable(LocalHost.class.getPackage().getImplementationVersion())
            .orElse("development");
    return new LocalHost(kernelName(), "Sluice " + version);
  }

  private static String kernelName() {
    try {
      String name = Files.readString(HOST_NAME).strip();
      return name.isEmpty() ? "localhost" : name;
    } catch (IOException e) {
      return "localhost";
    }
  }
}
