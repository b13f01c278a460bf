package net.sluice.tests.forwarding;

import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.sluice.tests.site.Shell;

/** Rules of nftables that isolate pseudowires, as alternatives to port flags. */
final class Rules {
  private static final String TABLE = "table bridge forwarding";

  /** The number of members of a group. */
  private static final int GROUP_SIZE = 100;

  private final StandIns interfaces;

  Rules(StandIns interfaces) {
    this.interfaces = interfaces;
  }

  /**
   * Adds a rule for each pseudowire, as with ebtables: {@code -A FORWARD -i pw7 -o ! fbu1-0-0 -j
   * DROP}. A frame passes half of them on average in each bridge.
   */
  void perSession() {
    load(
        """
        %s {
          chain forward {
            type filter hook forward priority -200
            %s
          }
        }
        """
            .formatted(
                TABLE,
                each(
                    "\n",
                    i ->
                        "iifname \"%s\" oifname != \"%s\" drop"
                            .formatted(StandIns.pseudowire(i), interfaces.exit(i)))));
  }

  /** Adds the groups of Sluice: sets, a map, and a few rules for any number of pseudowires. */
  void groups() {
    load(
        """
        %s {
          map marks { type ifname : mark; elements = { "uplink" : 0x51c00000, %s } }
          set members { type ifname . mark; elements = { %s } }
          set grouped { type ifname; elements = { %s } }
          set links { type devgroup; elements = { 1 } }
          chain prerouting {
            type filter hook prerouting priority -300
            meta mark set iifname map @marks
          }
          chain forward {
            type filter hook forward priority -200
            meta mark 0x51c00000 accept
            oifname . meta mark @members accept
            oifname @grouped drop
            oifgroup @links meta mark != 0x51c00001-0x51cffffe meta mark set 0x51cfffff accept
            oifgroup @links accept
            meta mark 0x51c00001-0x51cfffff drop
          }
        }
        """
            .formatted(
                TABLE,
                each(", ", i -> "\"%s\" : %d".formatted(StandIns.pseudowire(i), mark(i))),
                each(", ", i -> "\"%s\" . %d".formatted(StandIns.pseudowire(i), mark(i))),
                each(", ", i -> "\"" + StandIns.pseudowire(i) + "\"")));
  }

  private static int mark(int pseudowire) {
    return 0x51c00001 + pseudowire / GROUP_SIZE;
  }

  private String each(String separator, IntFunction<String> text) {
    return IntStream.range(0, interfaces.count())
        .mapToObj(text)
        .collect(Collectors.joining(separator));
  }

  private static void load(String rules) {
    Shell.run(List.of("nft", "-f", "-"), rules).ok();
  }

  static void remove() {
    load("delete " + TABLE);
  }
}
