package net.sluice.funnel.nft;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import net.sluice.funnel.nft.PolicyElement.Kind;

/**
 * The table in nft's notation, as commands for {@code nft -f}; each text is one transaction. The
 * rules are the same for all funnels and any number of members; only the elements of sets differ.
 *
 * <p>Groups: a frame gets the mark of its origin, a group or an uplink, and keeps it on its way
 * through the tree. It always passes within a tree and to an uplink. It passes to a pseudowire if
 * it comes from an uplink or has a mark of the pseudowire. All other frames are dropped that come
 * from a member, go to a member, or come down a tree. A pseudowire without a group has no mark. The
 * rules set the mark of its frames to 0, because l2tpeth leaves the mark of the packet that carried
 * them.
 *
 * <p>Storms: frames from an uplink are limited before the bridge copies them to many ports. The
 * rules use the kernel's {@code meta protocol}, which is the protocol behind one VLAN tag.
 */
final class PolicyText {
  static final String FAMILY = "bridge";
  static final String NAME = "sluice";
  static final String TABLE = FAMILY + " " + NAME;

  private static final String RULES =
      """
      add map TABLE marks { type ifname : mark; }
      add set TABLE members { type ifname . mark; }
      add set TABLE grouped { type ifname; }
      add set TABLE trees { type devgroup; }
      add set TABLE uplinks { type ifname; }
      add map TABLE arp-in { type ifname : limit; }
      add map TABLE arp-out { type ifname : limit; }
      add map TABLE dhcp-in { type ifname : limit; }
      add map TABLE dhcp-out { type ifname : limit; }
      add chain TABLE prerouting { type filter hook prerouting priority -300; }
      add rule TABLE prerouting meta protocol arp limit name iifname map @arp-in drop
      add rule TABLE prerouting meta protocol ip udp dport { 67, 68 } limit name iifname map @dhcp-in drop
      add rule TABLE prerouting meta protocol ip6 udp dport { 546, 547 } limit name iifname map @dhcp-in drop
      add rule TABLE prerouting meta mark set iifname map @marks
      add chain TABLE forward { type filter hook forward priority -200; }
      add rule TABLE forward meta protocol arp limit name oifname map @arp-out drop
      add rule TABLE forward meta protocol ip udp dport { 67, 68 } limit name oifname map @dhcp-out drop
      add rule TABLE forward meta protocol ip6 udp dport { 546, 547 } limit name oifname map @dhcp-out drop
      add rule TABLE forward iifname != @grouped iifname != @uplinks iifgroup != @trees oifname @grouped drop
      add rule TABLE forward iifname != @grouped iifname != @uplinks oifgroup @trees iifgroup != @trees meta mark set 0
      add rule TABLE forward oifname @uplinks accept
      add rule TABLE forward oifgroup @trees accept
      add rule TABLE forward meta mark FROM_UPLINK accept
      add rule TABLE forward oifname . meta mark @members accept
      add rule TABLE forward iifname @grouped drop
      add rule TABLE forward oifname @grouped drop
      add rule TABLE forward iifgroup @trees drop
      """
          .replace("TABLE", TABLE)
          .replace("FROM_UPLINK", Policy.hex(Policy.FROM_UPLINK));

  private static final Pattern SET =
      Pattern.compile("(?:set|map) (marks|members|trees|uplinks) \\{([^}]*\\{([^}]*)\\})?");
  private static final Pattern MARK = Pattern.compile("(\"[^\"]+\") : (0x[0-9a-f]+)");
  private static final Pattern MEMBER = Pattern.compile("(\"[^\"]+\") \\. (0x[0-9a-f]+)");
  private static final Pattern NUMBER = Pattern.compile("\\d+");

  private PolicyText() {}

  /** Returns the commands that replace the whole table, or remove it if there are no entries. */
  static String replace(SortedMap<PolicyElement, String> elements) {
    String removed = "add table " + TABLE + "\ndelete table " + TABLE + "\n";
    return elements.isEmpty()
        ? removed
        : removed + "add table " + TABLE + "\n" + RULES + add(elements);
  }

  /** Returns the commands that remove entries and add others. */
  static String change(SortedSet<PolicyElement> removed, SortedMap<PolicyElement, String> added) {
    List<String> lines = new ArrayList<>();
    byKind(removed).descendingMap().forEach((kind, keys) -> lines.addAll(remove(kind, keys)));
    return lines.stream().map(line -> line + "\n").collect(Collectors.joining()) + add(added);
  }

  private static NavigableMap<Kind, List<String>> byKind(Collection<PolicyElement> elements) {
    return elements.stream()
        .collect(
            Collectors.groupingBy(
                PolicyElement::kind,
                TreeMap::new,
                Collectors.mapping(PolicyElement::key, Collectors.toList())));
  }

  private static List<String> remove(Kind kind, List<String> keys) {
    return kind == Kind.LIMIT
        ? keys.stream().map(key -> "delete limit " + TABLE + " " + unquoted(key)).toList()
        : List.of(elements("delete", kind, keys));
  }

  private static String add(SortedMap<PolicyElement, String> elements) {
    StringBuilder text = new StringBuilder();
    byKind(elements.keySet())
        .forEach(
            (kind, keys) ->
                add(kind, keys, elements).forEach(line -> text.append(line).append('\n')));
    return text.toString();
  }

  private static List<String> add(Kind kind, List<String> keys, Map<PolicyElement, String> values) {
    if (kind == Kind.LIMIT) {
      return keys.stream()
          .map(
              key ->
                  "add limit %s %s { %s; }"
                      .formatted(TABLE, unquoted(key), values.get(new PolicyElement(kind, key))))
          .toList();
    }
    List<String> pairs =
        keys.stream()
            .map(
                key -> {
                  String value = values.getOrDefault(new PolicyElement(kind, key), "");
                  return value.isEmpty() ? key : key + " : " + value;
                })
            .toList();
    return List.of(elements("add", kind, pairs));
  }

  private static String elements(String verb, Kind kind, List<String> elements) {
    return "%s element %s %s { %s }".formatted(verb, TABLE, kind.set, String.join(", ", elements));
  }

  private static String unquoted(String name) {
    return name.replace("\"", "");
  }

  /**
   * Parses the entries that separate groups from the output of {@code nft list table}; limits of
   * storms are not parsed.
   */
  static SortedMap<PolicyElement, String> parse(String listing) {
    SortedMap<PolicyElement, String> elements = new TreeMap<>();
    Matcher set = SET.matcher(listing);
    while (set.find()) {
      if (set.group(3) != null) {
        parse(set.group(1), set.group(3), elements);
      }
    }
    return elements;
  }

  private static void parse(String set, String text, SortedMap<PolicyElement, String> elements) {
    switch (set) {
      case "marks" -> {
        Matcher mark = MARK.matcher(text);
        while (mark.find()) {
          elements.put(new PolicyElement(Kind.MARK, mark.group(1)), mark.group(2));
        }
      }
      case "members" -> {
        Matcher member = MEMBER.matcher(text);
        while (member.find()) {
          elements.put(new PolicyElement(Kind.MEMBER, member.group()), "");
          elements.put(new PolicyElement(Kind.GROUPED, member.group(1)), "");
        }
      }
      case "trees" ->
          NUMBER
              .matcher(text)
              .results()
              .forEach(n -> elements.put(new PolicyElement(Kind.TREE, n.group()), ""));
      default ->
          Pattern.compile("\"[^\"]+\"")
              .matcher(text)
              .results()
              .forEach(name -> elements.put(new PolicyElement(Kind.UPLINK, name.group()), ""));
    }
  }
}
