# shellcheck shell=bash
# Runs classes of the end-to-end tests outside Maven, on this machine or in another. Sourced after common.sh and jdk.sh; root is the
# directory of the project.

# The command that runs another one in a machine; empty for this machine.
in_machine=()
# Options of the JVM: sizes, and the factor of all time limits.
case_options=()

# Builds the program and the tests.
build_cases() {
  say "building"
  # shellcheck disable=SC2154 # the script sets root
  mvn -q -B -ntp -f "$root/pom.xml" -DskipTests -pl tests -am package dependency:build-classpath \
    -Dmdep.outputFile=target/classpath
}

# Runs test classes and prints each result. Fails if a test fails.
run_cases() {
  (cd "$root/tests" &&
    "${in_machine[@]}" java -Xmx1g -XX:TieredStopAtLevel=1 -XX:+UseSerialGC --enable-native-access=ALL-UNNAMED \
      "${case_options[@]}" -Dbasedir="$root/tests" -cp "target/test-classes:$(cat target/classpath)" \
      net.sluice.tests.lab.CasesMain "$@")
}
