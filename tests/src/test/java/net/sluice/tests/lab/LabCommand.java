package net.sluice.tests.lab;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * A command for a lab kernel, with its environment there.
 *
 * @param kernel the kernel to boot
 * @param options options of {@code tests/lab/run}
 * @param timeout the time limit, in whole seconds
 * @param command the program and its arguments
 */
public record LabCommand(
    LabKernel kernel, List<String> options, Duration timeout, List<String> command) {

  /** Returns this command with another amount of memory, like {@code 512M} or {@code 4G}. */
  public LabCommand memory(String size) {
    return with("--mem=" + size);
  }

  /** Returns this command with a directory of this machine that it may really write to. */
  public LabCommand share(Path directory) {
    return with("--share=" + directory);
  }

  /** Returns this command with a variable besides PATH, JAVA_HOME, HOME and LANG. */
  public LabCommand env(String name, String value) {
    return with("--env=" + name + "=" + value);
  }

  /** Returns this command with another time limit than two minutes. */
  public LabCommand timeout(Duration limit) {
    return new LabCommand(kernel, options, limit, command);
  }

  /** Boots the kernel, runs the command and waits until it ends. */
  public LabKernel.Result run() {
    return LabKernel.run(this);
  }

  private LabCommand with(String option) {
    return new LabCommand(
        kernel, Stream.concat(options.stream(), Stream.of(option)).toList(), timeout, command);
  }
}
