package net.sluice.northbound.netconf.events;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import net.sluice.manager.api.ConfigException;
import net.sluice.northbound.netconf.data.FilterNode;
import net.sluice.northbound.netconf.data.Xml;
import net.sluice.northbound.netconf.request.RpcParameters;
import net.sluice.northbound.netconf.request.RpcParameters.Slot;
import org.opendaylight.yangtools.yang.common.ErrorTag;

/** Reads {@code create-subscription}. The errors are those of RFC 5277 section 2.1.1. */
public final class SubscriptionReader {
  private SubscriptionReader() {}

  /**
   * Reads the operation at the position of a reader, and moves to its end.
   *
   * @throws ConfigException a parameter is missing, unknown or invalid
   */
  public static Subscription.Terms read(XMLStreamReader xml, Instant now)
      throws XMLStreamException, ConfigException {
    var stream = new Slot<String>();
    var filter = new Slot<List<FilterNode>>();
    var start = new Slot<Instant>();
    var stop = new Slot<Instant>();
    RpcParameters.read(
        xml,
        Map.of(
            "stream", () -> stream.set(RpcParameters.text(xml)),
            "filter", () -> filter.set(FilterNode.readFilter(xml)),
            "startTime", () -> start.set(time(xml)),
            "stopTime", () -> stop.set(time(xml))));
    if (!stream.or(EventStream.NAME).equals(EventStream.NAME)) {
      throw RpcParameters.element(
          ErrorTag.INVALID_VALUE,
          "stream",
          "there is no stream '" + stream.or("") + "', only " + EventStream.NAME);
    }
    if (stop.get().isPresent() && start.get().isEmpty()) {
      throw RpcParameters.missing("create-subscription with stopTime", "startTime");
    }
    if (start.or(Instant.MIN).isAfter(now)) {
      throw bad(
          "startTime", "startTime is in the future; the time of the server is " + Xml.time(now));
    }
    if (stop.or(Instant.MAX).isBefore(start.or(Instant.MIN))) {
      throw bad("stopTime", "stopTime is before startTime");
    }
    return new Subscription.Terms(filter.get(), start.get(), stop.get());
  }

  private static Instant time(XMLStreamReader xml) throws XMLStreamException, ConfigException {
    String name = xml.getLocalName();
    String text = RpcParameters.text(xml);
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeParseException e) {
      throw bad(
          name,
          name
              + " must be a date and time with its zone, such as 2026-01-31T12:00:00Z, not '"
              + text
              + "'");
    }
  }

  private static ConfigException bad(String element, String message) {
    return RpcParameters.element(ErrorTag.BAD_ELEMENT, element, message);
  }
}
