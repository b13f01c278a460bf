package net.sluice.northbound.netconf.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;
import net.sluice.northbound.load.Computing;
import net.sluice.northbound.netconf.request.EditReader;
import net.sluice.yang.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The cost of filters in steps, and their result when many apply together. */
class SubtreeFilterCostTest {
  private static final ModelNode MODEL = ModelNode.root(Schema.get());
  private static final int ENTRIES = 500;
  private static final int FILTERS = 2000;

  /** Steps for each element of the filter and of the data. */
  private static final int FACTOR = 20;

  private static final class Counted implements Computing {
    private long steps;

    @Override
    public void begin() {}

    @Override
    public void end() {}

    @Override
    public void step() {
      steps++;
    }

    @Override
    public void charge(long octets) {}
  }

  private static List<FilterNode> read(String filter) throws Exception {
    return FilterNode.readChildren(Xml.reader(stream("<filter>" + filter + "</filter>")));
  }

  private static ByteArrayInputStream stream(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String write(Data.Inner root, List<FilterNode> filters, Computing computing)
      throws Exception {
    var bytes = new ByteArrayOutputStream();
    var xml = Xml.writer(bytes);
    xml.writeStartElement("data");
    new DataWriter(xml, "", computing).write(root, new SubtreeFilter(filters, computing));
    xml.writeEndElement();
    xml.close();
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private static String pw(int count, IntFunction<String> content) {
    return IntStream.range(0, count)
        .mapToObj(i -> "<pseudowire>" + content.apply(i) + "</pseudowire>")
        .collect(
            Collectors.joining(
                "", "<pseudowires xmlns='urn:sluice:yang:sluice-pseudowire'>", "</pseudowires>"));
  }

  private static Data.Inner pseudowires() throws Exception {
    String config =
        pw(ENTRIES, i -> "<name>p%d</name><tunnel>t</tunnel><mtu>%d</mtu>".formatted(i, 1000 + i));
    var root = EditReader.readConfiguration(Xml.reader(stream("<c>" + config + "</c>")), MODEL);
    return TreeData.configuration(MODEL, root);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<mtu>9</mtu>",
        "<mtu>%d</mtu>",
        "<tunnel>t</tunnel><mtu>%d</mtu>",
        "<tunnel>t</tunnel><mtu>%d</mtu><bridge/>",
        "<name>p%d</name>",
        "<name>p%d</name><mtu/>",
        "<name>x%d</name><bridge/>",
        "<mtu/>",
        "<bridge/><!-- %d -->",
        "<name a='%d'>p1</name>",
      })
  void manyFiltersCostWhatTheyAreLongPlusTheData(String filter) throws Exception {
    var computing = new Counted();
    write(pseudowires(), read(pw(FILTERS, filter::formatted)), computing);
    long size = 4L * (FILTERS + ENTRIES);
    assertTrue(computing.steps < FACTOR * size, computing.steps + " steps for " + size);
  }

  @Test
  void theEntriesOfManyFiltersAreEachReadOnce() throws Exception {
    String one = write(pseudowires(), read(pw(1, i -> "<mtu/>")), Computing.FREE);
    String many = write(pseudowires(), read(pw(FILTERS, i -> "<mtu/>")), Computing.FREE);
    assertEquals(one, many);
  }

  /** Children of a filter for an entry: content matches and selections of two leaves. */
  @Provide
  Arbitrary<String> entryFilter() {
    return Arbitraries.of(
            "<a>1</a>", "<a>2</a>", "<b>1</b>", "<b>2</b>", "<a/>", "<b/>", "<c/>", "<a x='1'/>")
        .list()
        .ofMaxSize(4)
        .map(parts -> "<entry>" + String.join("", parts) + "</entry>");
  }

  @Property(tries = 1000)
  void filtersTogetherSelectWhatTheySelectAlone(
      @ForAll @Size(max = 5) List<@From("entryFilter") String> filters) throws Exception {
    var root = new XmlElement("", "");
    for (int i = 0; i < 4; i++) {
      root.child("entry").key("id", i).leaf("a", 1 + i % 2).leaf("b", 1 + i / 2);
    }
    var read = read(String.join("", filters));
    assertEquals(
        plain(root, read), leaves(write(root, read, Computing.FREE)), () -> "by " + filters);
  }

  /** Selects as RFC 6241 section 6.2 says it, filter by filter. */
  private static Set<String> plain(Data.Inner root, List<FilterNode> filters) throws Exception {
    var selected = new TreeSet<String>();
    root.children(
        null,
        entry -> {
          var leaves = new ArrayList<Data.Leaf>();
          ((Data.Inner) entry).children(null, leaf -> leaves.add((Data.Leaf) leaf));
          for (FilterNode filter : filters) {
            if (conditions(filter, leaves)) {
              leaves.stream()
                  .filter(leaf -> selects(filter, leaf))
                  .forEach(
                      leaf -> {
                        selected.add(
                            leaves.getFirst().value() + " id=" + leaves.getFirst().value());
                        selected.add(
                            leaves.getFirst().value() + " " + leaf.name() + "=" + leaf.value());
                      });
            }
          }
        });
    return selected;
  }

  private static boolean conditions(FilterNode filter, List<Data.Leaf> leaves) {
    return filter.children().stream()
        .filter(FilterNode::isContentMatch)
        .allMatch(match -> leaves.stream().anyMatch(leaf -> isTrue(match, leaf)));
  }

  private static boolean isTrue(FilterNode match, Data.Leaf leaf) {
    return match.matches(leaf.namespace(), leaf.name()) && leaf.value().equals(match.text());
  }

  private static boolean selects(FilterNode filter, Data.Leaf leaf) {
    return filter.children().stream().allMatch(FilterNode::isContentMatch)
        || filter.children().stream()
            .anyMatch(
                child ->
                    child.isContentMatch()
                        ? isTrue(child, leaf)
                        : child.matches(leaf.namespace(), leaf.name()));
  }

  /** Returns the leaves of a reply, each with the key of its entry. */
  private static Set<String> leaves(String reply) throws Exception {
    var found = new TreeSet<String>();
    var xml = Xml.reader(stream(reply));
    String id = "";
    while (xml.hasNext()) {
      if (xml.next() == javax.xml.stream.XMLStreamConstants.START_ELEMENT
          && !xml.getLocalName().equals("entry")) {
        String name = xml.getLocalName();
        String text = xml.getElementText();
        id = name.equals("id") ? text : id;
        found.add(id + " " + name + "=" + text);
      }
    }
    return found;
  }
}
