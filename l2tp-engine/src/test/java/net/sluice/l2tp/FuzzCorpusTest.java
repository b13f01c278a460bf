package net.sluice.l2tp;

import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Replays the inputs that fuzzing has found: one folder for each target, with the name of its
 * class. {@code tests/fuzz} searches for more.
 */
final class FuzzCorpusTest {
  private static final Path CORPUS = Path.of("src/test/resources/fuzz");

  @TestFactory
  List<DynamicTest> noInputOfTheCorpusDoesHarm() throws IOException {
    var tests = new ArrayList<DynamicTest>();
    for (Path target : list(CORPUS)) {
      List<Path> inputs = list(target);
      assertFalse(inputs.isEmpty());
      tests.add(
          DynamicTest.dynamicTest(
              "%s, %d inputs".formatted(target.getFileName(), inputs.size()),
              () -> replay(target.getFileName().toString(), inputs)));
    }
    return tests;
  }

  private static void replay(String target, List<Path> inputs) throws Throwable {
    MethodHandle method =
        MethodHandles.publicLookup()
            .findStatic(
                Class.forName(target),
                "fuzzerTestOneInput",
                MethodType.methodType(void.class, byte[].class));
    for (Path input : inputs) {
      try {
        method.invoke(Files.readAllBytes(input));
      } catch (RuntimeException | Error e) {
        throw new AssertionError(input.toString(), e);
      }
    }
  }

  private static List<Path> list(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }
}
