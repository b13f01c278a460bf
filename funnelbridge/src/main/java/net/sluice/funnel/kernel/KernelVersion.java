package net.sluice.funnel.kernel;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The version of a Linux kernel, without patch level. */
record KernelVersion(int major, int minor) {
  private static final Path RELEASE = Path.of("/proc/sys/kernel/osrelease");
  private static final Pattern NUMBERS = Pattern.compile("(\\d+)\\.(\\d+).*", Pattern.DOTALL);

  /** Returns the version of the running kernel. */
  static KernelVersion running() {
    try {
      return parse(Files.readString(RELEASE));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static KernelVersion parse(String release) {
    Matcher numbers = NUMBERS.matcher(release);
    if (!numbers.matches()) {
      throw new IllegalArgumentException("not a kernel release: " + release);
    }
    return new KernelVersion(
        Integer.parseInt(numbers.group(1)), Integer.parseInt(numbers.group(2)));
  }

  boolean isBefore(KernelVersion other) {
    return major != other.major ? major < other.major : minor < other.minor;
  }

  @Override
  public String toString() {
    return major + "." + minor;
  }
}
