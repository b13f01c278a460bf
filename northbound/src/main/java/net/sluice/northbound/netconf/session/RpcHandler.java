package net.sluice.northbound.netconf.session;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import javax.xml.stream.XMLStreamWriter;
import net.sluice.manager.api.ConfigError;
import net.sluice.manager.api.ConfigException;
import net.sluice.northbound.netconf.data.Xml;
import net.sluice.northbound.netconf.framing.FrameDecoder;
import net.sluice.northbound.netconf.framing.MessageOutput;
import net.sluice.northbound.netconf.monitoring.SessionInfo;
import net.sluice.northbound.netconf.operation.Operations;
import net.sluice.northbound.netconf.operation.Reply;
import net.sluice.northbound.netconf.request.RpcParameters;
import org.opendaylight.yangtools.yang.common.ErrorTag;
import org.opendaylight.yangtools.yang.common.ErrorType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers the messages of one session, one after the other (RFC 6241 section 4). */
final class RpcHandler {
  private static final Logger LOG = LoggerFactory.getLogger(RpcHandler.class);

  private record Attribute(String prefix, String namespace, String name, String value) {}

  private final Operations operations;
  private final MessageOutput out;
  private final boolean base11;
  private final LongAdder good = new LongAdder();
  private final LongAdder bad = new LongAdder();
  private final LongAdder refused = new LongAdder();
  private final LongAdder notifications = new LongAdder();

  /**
   * @param base11 whether the client knows malformed-message, an error of base:1.1
   */
  RpcHandler(Operations operations, MessageOutput out, boolean base11) {
    this.operations = operations;
    this.out = out;
    this.base11 = base11;
  }

  SessionInfo.Counters counters() {
    return new SessionInfo.Counters(good.sum(), bad.sum(), refused.sum(), notifications.sum());
  }

  /** Counts the notifications that are sent between the replies. */
  LongAdder notifications() {
    return notifications;
  }

  /**
   * Reads a message, does what it says, and sends the reply.
   *
   * @throws IOException the reply can not be sent; the session is at its end
   */
  void answer(FrameDecoder.Message message) throws IOException {
    List<Attribute> attributes = new ArrayList<>();
    Operations.Call call;
    try {
      call = read(Xml.reader(message.stream()), attributes);
      good.increment();
    } catch (XMLStreamException e) {
      bad.increment();
      reply(List.of(), List.of(malformed(e)));
      return;
    } catch (ConfigException e) {
      bad.increment();
      reply(attributes, e.errors());
      return;
    }
    Reply reply;
    try {
      reply = call.run();
    } catch (ConfigException e) {
      reply(attributes, e.errors());
      return;
    } catch (RuntimeException e) {
      LOG.error("A NETCONF request failed", e);
      reply(attributes, List.of(internal(e)));
      return;
    }
    reply(attributes, reply);
  }

  /** Answers a message that was not read to its end. */
  void refuseTooBig(String message) throws IOException {
    bad.increment();
    reply(
        List.of(),
        List.of(
            new ConfigError(
                ErrorType.TRANSPORT,
                ErrorTag.TOO_BIG,
                Optional.empty(),
                Optional.empty(),
                message,
                Map.of())));
  }

  private Operations.Call read(XMLStreamReader xml, List<Attribute> attributes)
      throws XMLStreamException, ConfigException {
    if (!Xml.isBase(xml, "rpc")) {
      throw new XMLStreamException(
          "the message is no rpc of " + Xml.BASE + " but " + xml.getName());
    }
    readAttributes(xml, attributes);
    if (attributes.stream().noneMatch(RpcHandler::isMessageId)) {
      Xml.skip(xml);
      Xml.finish(xml);
      throw new ConfigException(
          new ConfigError(
              ErrorType.RPC,
              ErrorTag.MISSING_ATTRIBUTE,
              Optional.empty(),
              Optional.empty(),
              "rpc has no message-id",
              Map.of("bad-attribute", "message-id", "bad-element", "rpc")));
    }
    Operations.Call call = null;
    while (xml.next() != XMLStreamConstants.END_ELEMENT) {
      if (!xml.isStartElement()) {
        continue;
      }
      if (call != null) {
        throw RpcParameters.element(
            ErrorTag.BAD_ELEMENT, xml.getLocalName(), "an rpc has one operation, not two");
      }
      call = operations.read(xml);
    }
    Xml.finish(xml);
    if (call == null) {
      throw RpcParameters.missing("rpc", "an operation");
    }
    return call;
  }

  private static boolean isMessageId(Attribute attribute) {
    return attribute.namespace.isEmpty() && attribute.name.equals("message-id");
  }

  private static void readAttributes(XMLStreamReader xml, List<Attribute> attributes) {
    for (int i = 0; i < xml.getAttributeCount(); i++) {
      String namespace = xml.getAttributeNamespace(i);
      attributes.add(
          new Attribute(
              xml.getAttributePrefix(i),
              namespace == null ? "" : namespace,
              xml.getAttributeLocalName(i),
              xml.getAttributeValue(i)));
    }
  }

  private ConfigError malformed(XMLStreamException e) {
    // The tag is new in base:1.1, and must not be sent to older clients (RFC 6241 appendix A).
    var tag = base11 ? ErrorTag.MALFORMED_MESSAGE : ErrorTag.OPERATION_FAILED;
    String where = e.getLocation() == null ? "" : " (" + Xml.position(e.getLocation()) + ")";
    return new ConfigError(
        ErrorType.RPC,
        tag,
        Optional.empty(),
        Optional.empty(),
        "not understood" + where + ": " + firstLine(e),
        Map.of());
  }

  /** The reason without the position, which the parser puts before it, on a line of its own. */
  private static String firstLine(XMLStreamException e) {
    String message = String.valueOf(e.getMessage());
    int start = message.indexOf("Message: ");
    return start < 0 ? message : message.substring(start + "Message: ".length());
  }

  private static ConfigError internal(RuntimeException e) {
    return new ConfigError(
        ErrorType.APPLICATION,
        ErrorTag.OPERATION_FAILED,
        Optional.empty(),
        Optional.empty(),
        "internal error, see the log: " + e,
        Map.of());
  }

  private void reply(List<Attribute> attributes, List<ConfigError> problems) throws IOException {
    refused.increment();
    reply(
        attributes,
        xml -> {
          for (ConfigError problem : problems) {
            ErrorWriter.write(xml, problem);
          }
        });
  }

  private void reply(List<Attribute> attributes, Reply content) throws IOException {
    out.message(
        xml -> {
          xml.writeStartElement("rpc-reply");
          xml.writeDefaultNamespace(Xml.BASE);
          writeAttributes(xml, attributes);
          content.write(xml);
          xml.writeEndElement();
        });
  }

  /** RFC 6241 section 4.2: whatever attributes the rpc has, the reply has as well. */
  private static void writeAttributes(XMLStreamWriter xml, List<Attribute> attributes)
      throws XMLStreamException {
    var declared = new HashSet<String>();
    for (Attribute attribute : attributes) {
      if (attribute.namespace.isEmpty()) {
        xml.writeAttribute(attribute.name, attribute.value);
        continue;
      }
      if (!attribute.prefix.equals("xml") && declared.add(attribute.prefix)) {
        xml.writeNamespace(attribute.prefix, attribute.namespace);
      }
      xml.writeAttribute(attribute.prefix, attribute.namespace, attribute.name, attribute.value);
    }
  }
}
