package net.sluice.doctor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The settings of a host that keep the kernel from loading a module when it is needed. The kernel
 * runs modprobe for that, so the rules are those of modprobe.d(5).
 */
final class ModuleBlocks {
  /** The directories of modprobe's files. A file hides those with its name further on. */
  private static final List<String> DIRECTORIES =
      List.of(
          "/etc/modprobe.d",
          "/run/modprobe.d",
          "/usr/local/lib/modprobe.d",
          "/usr/lib/modprobe.d",
          "/lib/modprobe.d");

  /** Programs that an install line names to load nothing. */
  private static final Set<String> NOTHING = Set.of("false", "true", ":");

  private final Host host;
  private final List<Line> lines;

  /** A line of a file, as words. Names of modules have underscores only. */
  private record Line(String file, String text, List<String> words) {
    boolean names(String command, String module) {
      return words.size() > 1
          && words.getFirst().equals(command)
          && underscores(words.get(1)).equals(module);
    }

    boolean installsNothing() {
      return words.size() > 2
          && NOTHING.contains(words.get(2).substring(words.get(2).lastIndexOf('/') + 1));
    }
  }

  /**
   * A setting that prevents the kernel from loading a module.
   *
   * @param found the setting and the module
   */
  record Block(String found, String advice) {}

  ModuleBlocks(Host host) {
    this.host = host;
    this.lines =
        files(host).stream()
            .flatMap(
                file ->
                    host.lines(file).stream()
                        .filter(line -> !line.startsWith("#"))
                        .map(line -> new Line(file, line, List.of(line.split("\\s+")))))
            .toList();
  }

  private static Collection<String> files(Host host) {
    Map<String, String> files = new LinkedHashMap<>();
    for (String file : host.files(".conf", DIRECTORIES.toArray(String[]::new))) {
      files.putIfAbsent(file.substring(file.lastIndexOf('/') + 1), file);
    }
    return files.values();
  }

  private static String underscores(String module) {
    return module.replace('-', '_');
  }

  /**
   * Returns the first setting that blocks a module which is not loaded.
   *
   * @param dependencies the modules that it needs and that are not loaded
   */
  Optional<Block> of(String module, List<String> dependencies) {
    return Stream.of(
            forAll(module).stream(), blacklist(module).stream(), blocked(module, dependencies))
        .flatMap(found -> found)
        .findFirst();
  }

  /** Returns a setting that blocks all modules. */
  private Optional<Block> forAll(String module) {
    if (host.sysctl("kernel.modules_disabled").orElse(0) != 0) {
      return Optional.of(
          new Block(
              "kernel.modules_disabled is 1, so the kernel can not load the module " + module,
              "boot, with a file in /etc/modules-load.d that names " + module));
    }
    return host.text("/proc/sys/kernel/modprobe")
        .filter(program -> program.isEmpty() || !host.isProgram(program))
        .map(
            program ->
                new Block(
                    "kernel.modprobe is '%s', which is no program, so the kernel can not load the module %s"
                        .formatted(program, module),
                    program.isEmpty()
                        ? "set it to /sbin/modprobe, or load " + module + " at boot"
                        : "install kmod"));
  }

  /** A blacklist is for modules that the kernel requests, not for what these need. */
  private Optional<Block> blacklist(String module) {
    return lines.stream()
        .filter(line -> line.names("blacklist", module))
        .findFirst()
        .map(line -> inFile(line, "the module " + module))
        .or(() -> onCommandLine("modprobe.blacklist", module, "the module " + module));
  }

  private Stream<Block> blocked(String module, List<String> dependencies) {
    List<String> all = new ArrayList<>(List.of(module));
    all.addAll(dependencies);
    return all.stream()
        .flatMap(
            each -> {
              String what =
                  "the module "
                      + each
                      + (each.equals(module) ? "" : ", which " + module + " needs");
              return Stream.concat(
                  lines.stream()
                      .filter(line -> line.names("install", each) && line.installsNothing())
                      .map(line -> inFile(line, what)),
                  onCommandLine("module_blacklist", each, what).stream());
            });
  }

  private static Block inFile(Line line, String what) {
    return new Block(
        line.file() + " prevents the kernel from loading " + what,
        "remove the line '%s'".formatted(line.text()));
  }

  /** Returns a block if a parameter of the kernel's command line lists the module. */
  private Optional<Block> onCommandLine(String parameter, String module, String what) {
    return host.text("/proc/cmdline").stream()
        .flatMap(text -> Arrays.stream(text.split("\\s+")))
        .filter(word -> word.startsWith(parameter + "="))
        .filter(
            word ->
                Arrays.stream(word.substring(parameter.length() + 1).split(","))
                    .anyMatch(name -> underscores(name).equals(module)))
        .findFirst()
        .map(
            word ->
                new Block(
                    "the kernel's command line prevents it from loading " + what,
                    "remove %s from '%s' in the configuration of the boot loader"
                        .formatted(module, word)));
  }
}
