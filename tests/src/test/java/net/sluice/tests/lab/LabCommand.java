package net.sluice.tests.lab;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * A command to be run in a lab kernel, and what it gets there.
 *
 * @param kernel the kernel to boot
 * @param options options of {@code tests/lab/run}
 * @param timeout when to give up, in whole seconds
 * @param command the program and its arguments
 */
public record LabCommand(
    LabKernel kernel, List<String> options, Duration timeout, List<String> command) {

  /** With this much memory, like {@code 512M} or {@code 4G}. */
  public LabCommand memory(String size) {
    return with("--mem=" + size);
  }

  /** With a directory of this machine that the command may really write to. */
  public LabCommand share(Path directory) {
    return with("--share=" + directory);
  }

  /** With a variable in its environment, beyond PATH, JAVA_HOME, HOME and LANG. */
  public LabCommand env(String name, String value) {
    return with("--env=" + name + "=" + value);
  }

  /** With another limit of time than two minutes. */
  public LabCommand timeout(Duration limit) {
    return new LabCommand(kernel, options, limit, command);
  }

  /** Boots the kernel, runs the command, waits for its end. */
  public LabKernel.Result run() {
    return LabKernel.run(this);
  }

  private LabCommand with(String option) {
    return new LabCommand(
        kernel, Stream.concat(options.stream(), Stream.of(option)).toList(), timeout, command);
  }
}
