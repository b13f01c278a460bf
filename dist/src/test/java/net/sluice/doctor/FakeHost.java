package net.sluice.doctor;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;

/** A host whose root directory is a directory of the test. */
public final class FakeHost {
  private final Path root;
  private int processes;

  public FakeHost(Path root) {
    this.root = root;
  }

  /** Writes a file. */
  public FakeHost file(String path, String content) {
    try {
      Path file = root.resolve(path.substring(1));
      Files.createDirectories(file.getParent());
      try (OutputStream plain = Files.newOutputStream(file);
          OutputStream out = path.endsWith(".gz") ? new GZIPOutputStream(plain) : plain) {
        out.write(content.getBytes(StandardCharsets.UTF_8));
      }
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public FakeHost sysctl(String key, long value) {
    return file("/proc/sys/" + key.replace('.', '/'), value + "\n");
  }

  public FakeHost kernel(String release) {
    return file("/proc/sys/kernel/osrelease", release + "\n");
  }

  /** Adds a running process. The kernel keeps 15 bytes of the name. */
  public FakeHost process(String name) {
    return file(
        "/proc/%d/comm".formatted(++processes),
        name.substring(0, Math.min(15, name.length())) + "\n");
  }

  /** Installs a program that does nothing. */
  public FakeHost program(String path) {
    file(path, "#!/bin/sh\n");
    if (!root.resolve(path.substring(1)).toFile().setExecutable(true)) {
      throw new IllegalStateException(path + " can't be made executable");
    }
    return this;
  }

  public Host host() {
    return new Host(root);
  }
}
