package net.sluice.manager.desired;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What the host and the program are called where the configuration does not say.
 *
 * @param hostName the host's own name
 * @param vendorName the Vendor Name that peers are told
 */
public record LocalHost(String hostName, String vendorName) {
  private static final Path HOST_NAME = Path.of("/proc/sys/kernel/hostname");

  /** The host that the process runs on. A name of the DNS is not asked for: that can take long. */
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
