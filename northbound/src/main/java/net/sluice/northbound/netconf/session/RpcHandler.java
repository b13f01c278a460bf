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
import net.sluice.northbound.load.CancelledException;
import net.sluice.northbound.load.Computing;
import net.sluice.northbound.netconf.data.Xml;
import net.sluice.northbound.netconf.framing.FrameDecoder;
import net.sluice.northbound.netconf.framing.MessageOutput;
import net.sluice.northbound.netconf.monitoring.SessionInfo;
import net.sluice.northbound.netconf.operation.Operations;
import net.sluice.northbound.netconf.operation.Reply;
import net.sluice.northbound.netconf.request.RpcParameters;
import org.jspecify.annotations.Nullable;
import org.opendaylight.yangtools.yang.common.ErrorTag;
import org.opendaylight.yangtools.yang.common.ErrorType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers the messages of one session in order (RFC 6241 section 4). Thread: that of the session.
 */
final class RpcHandler {
  private static final Logger LOG = LoggerFactory.getLogger(RpcHandler.class);

  /** An attribute of the rpc element. */
  private record Attribute(String prefix, String namespace, String name, String value) {}

  private final Operations operations;
  private final MessageOutput out;
  private final Computing computing;
  private final boolean base11;
  private final LongAdder good = new LongAdder();
  private final LongAdder bad = new LongAdder();
  private final LongAdder refused = new LongAdder();
  private final LongAdder notifications;

  /**
   * @param base11 true if the client knows malformed-message, an error of base:1.1
   * @param notifications counts the notifications that are sent between the replies
   * @param computing reads requests and writes replies; while an operation runs, it has no place
   */
  RpcHandler(
      Operations operations,
      MessageOutput out,
      boolean base11,
      LongAdder notifications,
      Computing computing) {
    this.computing = computing;
    this.operations = operations;
    this.out = out;
    this.base11 = base11;
    this.notifications = notifications;
  }

  /** Returns the counters as they are now. Thread: any. */
  SessionInfo.Counters counters() {
    return new SessionInfo.Counters(good.sum(), bad.sum(), refused.sum(), notifications.sum());
  }

  /**
   * Reads a message, runs its operation, and sends the reply.
   *
   * @throws IOException the reply can not be sent, so the session must end
   */
  void answer(FrameDecoder.Message message) throws IOException {
    List<Attribute> attributes = new ArrayList<>();
    Operations.Call call;
    try {
      call = read(message, attributes);
      good.increment();
    } catch (XMLStreamException e) {
      bad.increment();
      reply(List.of(), List.of(malformed(e)));
      return;
    } catch (ConfigException e) {
      bad.increment();
      reply(attributes, e.errors());
      return;
    } catch (CancelledException e) {
      bad.increment();
      reply(attributes, List.of(refusal(ErrorTag.RESOURCE_DENIED, String.valueOf(e.getMessage()))));
      return;
    } catch (RuntimeException e) {
      bad.increment();
      replyInternal(attributes, e);
      return;
    }
    Reply reply;
    try {
      reply = call.run();
    } catch (ConfigException e) {
      reply(attributes, e.errors());
      return;
    } catch (RuntimeException e) {
      replyInternal(attributes, e);
      return;
    }
    try {
      send(computing, attributes, reply);
    } catch (MessageOutput.UnsentException e) {
      replyInternal(attributes, e);
    }
  }

  private void replyInternal(List<Attribute> attributes, Exception e) throws IOException {
    LOG.error("netconf request failed", e);
    reply(attributes, List.of(internal(e)));
  }

  /** Answers a message that was not read, because the client needs more than its share. */
  void refuse(ErrorTag tag, String message) throws IOException {
    bad.increment();
    reply(List.of(), List.of(refusal(tag, message)));
  }

  private static ConfigError refusal(ErrorTag tag, String message) {
    return new ConfigError(
        ErrorType.TRANSPORT, tag, Optional.empty(), Optional.empty(), message, Map.of());
  }

  private Operations.Call read(FrameDecoder.Message message, List<Attribute> attributes)
      throws XMLStreamException, ConfigException {
    computing.begin();
    try {
      return read(new MeteredReader(Xml.reader(message.stream()), computing), attributes);
    } finally {
      computing.end();
    }
  }

  private Operations.Call read(XMLStreamReader xml, List<Attribute> attributes)
      throws XMLStreamException, ConfigException {
    if (!Xml.isBase(xml, "rpc")) {
      throw new XMLStreamException(
          "the message must be an rpc of " + Xml.BASE + ", not " + xml.getName());
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
              "rpc lacks the attribute message-id",
              Map.of("bad-attribute", "message-id", "bad-element", "rpc")));
    }
    Operations.@Nullable Call call = null;
    while (xml.next() != XMLStreamConstants.END_ELEMENT) {
      if (!xml.isStartElement()) {
        continue;
      }
      if (call != null) {
        throw RpcParameters.element(
            ErrorTag.BAD_ELEMENT, xml.getLocalName(), "an rpc must have one operation");
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
    // RFC 6241 appendix A: the tag is new in base:1.1 and must not be sent to older clients.
    var tag = base11 ? ErrorTag.MALFORMED_MESSAGE : ErrorTag.OPERATION_FAILED;
    String where = e.getLocation() == null ? "" : " (" + Xml.position(e.getLocation()) + ")";
    return new ConfigError(
        ErrorType.RPC,
        tag,
        Optional.empty(),
        Optional.empty(),
        "the message is not understood" + where + ": " + firstLine(e),
        Map.of());
  }

  /** Returns the reason without the position, which the parser writes before it. */
  private static String firstLine(XMLStreamException e) {
    String message = String.valueOf(e.getMessage());
    int start = message.indexOf("Message: ");
    return start < 0 ? message : message.substring(start + "Message: ".length());
  }

  private static ConfigError internal(Exception e) {
    return new ConfigError(
        ErrorType.APPLICATION,
        ErrorTag.OPERATION_FAILED,
        Optional.empty(),
        Optional.empty(),
        "internal error; see the log: " + e,
        Map.of());
  }

  private void reply(List<Attribute> attributes, List<ConfigError> problems) throws IOException {
    refused.increment();
    try {
      send(
          Computing.FREE, // an error is short, and is written when computing is cancelled too
          attributes,
          xml -> {
            for (ConfigError problem : problems) {
              ErrorWriter.write(xml, problem);
            }
          });
    } catch (MessageOutput.UnsentException e) {
      throw new IllegalStateException("the errors can not be written", e);
    }
  }

  private void send(Computing writer, List<Attribute> attributes, Reply content)
      throws IOException, MessageOutput.UnsentException {
    out.message(
        writer,
        xml -> {
          xml.writeStartElement("rpc-reply");
          xml.writeDefaultNamespace(Xml.BASE);
          writeAttributes(xml, attributes);
          content.write(xml);
          xml.writeEndElement();
        });
  }

  /** Writes the attributes of the rpc, which the reply must repeat (RFC 6241 section 4.2). */
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
