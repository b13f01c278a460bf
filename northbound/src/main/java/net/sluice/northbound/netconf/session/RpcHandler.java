package net.sluice.northbound.netconf.session;

import static java.util.Objects.requireNonNullElse;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import javax.xml.XMLConstants;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import javax.xml.stream.XMLStreamWriter;
import net.sluice.manager.api.ConfigError;
import net.sluice.manager.api.ConfigException;
import net.sluice.northbound.load.CancelledException;
import net.sluice.northbound.load.Computing;
import net.sluice.northbound.netconf.data.Xml;
import net.sluice.northbound.netconf.data.XmlSyntaxException;
import net.sluice.northbound.netconf.framing.FrameDecoder;
import net.sluice.northbound.netconf.framing.MessageOutput;
import net.sluice.northbound.netconf.monitoring.SessionInfo;
import net.sluice.northbound.netconf.operation.Operations;
import net.sluice.northbound.netconf.operation.Reply;
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

  /**
   * An attribute of the rpc element, or a declaration of a prefix there.
   *
   * @param namespace empty for none
   * @param name the name with its prefix
   */
  private record Attribute(String namespace, String name, String value) {}

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
    } catch (XMLStreamException e) {
      bad.increment();
      reply(attributes, List.of(malformed(e)));
      return;
    } catch (ConfigException e) {
      // RFC 6022: bad are the messages that are not a correct rpc, whatever the operation is.
      boolean incorrect = e.errors().stream().anyMatch(error -> error.type() == ErrorType.RPC);
      (incorrect ? bad : good).increment();
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
    good.increment();
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
    reply(attributes, List.of(internal()));
  }

  /** Answers a message that was not read, because the client needs more than its share. */
  void refuse(ErrorTag tag, String message) throws IOException {
    bad.increment();
    reply(List.of(), List.of(refusal(tag, message)));
  }

  /**
   * Answers a message that is larger than the limit.
   *
   * @param begun its first octets
   */
  void refuseTooBig(FrameDecoder.Message begun, String message) throws IOException {
    bad.increment();
    List<Attribute> attributes = new ArrayList<>();
    try {
      var xml = Xml.reader(begun.stream());
      if (Xml.isBase(xml, "rpc")) {
        readAttributes(xml, attributes);
      }
    } catch (XMLStreamException e) {
      LOG.debug("netconf message too big, without the start of an rpc", e);
    }
    reply(attributes, List.of(refusal(ErrorTag.TOO_BIG, message)));
  }

  private static ConfigError refusal(ErrorTag tag, String message) {
    return new ConfigError(
        ErrorType.TRANSPORT, tag, Optional.empty(), Optional.empty(), message, Map.of());
  }

  private Operations.Call read(FrameDecoder.Message message, List<Attribute> attributes)
      throws XMLStreamException, ConfigException {
    computing.begin();
    try {
      var xml = new MeteredReader(Xml.reader(message.stream()), computing);
      try {
        return read(xml, attributes);
      } catch (ConfigException e) {
        Xml.finish(xml); // a message that is not well-formed is reported as that
        throw e;
      }
    } finally {
      computing.end();
    }
  }

  private Operations.Call read(XMLStreamReader xml, List<Attribute> attributes)
      throws XMLStreamException, ConfigException {
    if (xml.getLocalName().equals("rpc")) {
      readAttributes(xml, attributes);
    }
    if (!Xml.isBase(xml, "rpc")) {
      throw new XmlSyntaxException(
          "the message must be an rpc of " + Xml.BASE + ", not " + Xml.nameOf(xml), null);
    }
    if (attributes.stream().noneMatch(RpcHandler::isMessageId)) {
      throw refused(
          ErrorTag.MISSING_ATTRIBUTE,
          Map.of("bad-attribute", "message-id", "bad-element", "rpc"),
          "rpc lacks the attribute message-id");
    }
    Operations.@Nullable Call call = null;
    while (xml.next() != XMLStreamConstants.END_ELEMENT) {
      if (!xml.isStartElement()) {
        continue;
      }
      if (call != null) {
        throw refused(
            ErrorTag.BAD_ELEMENT,
            Map.of("bad-element", xml.getLocalName()),
            "an rpc must have one operation; send one rpc for each");
      }
      call = operations.read(xml);
    }
    Xml.finish(xml);
    if (call == null) {
      throw refused(
          ErrorTag.MISSING_ELEMENT,
          Map.of("bad-element", "rpcOperation"), // its name in RFC 6241 appendix B
          "rpc lacks an operation");
    }
    return call;
  }

  /** Returns an error of the rpc layer. */
  private static ConfigException refused(ErrorTag tag, Map<String, String> info, String message) {
    return new ConfigException(
        new ConfigError(ErrorType.RPC, tag, Optional.empty(), Optional.empty(), message, info));
  }

  private static boolean isMessageId(Attribute attribute) {
    return attribute.namespace.isEmpty() && attribute.name.equals("message-id");
  }

  private static void readAttributes(XMLStreamReader xml, List<Attribute> attributes) {
    for (int i = 0; i < xml.getNamespaceCount(); i++) {
      String prefix = xml.getNamespacePrefix(i);
      if (prefix != null && !prefix.isEmpty()) { // rpc-reply has a default namespace of its own
        attributes.add(
            new Attribute(
                XMLConstants.XMLNS_ATTRIBUTE_NS_URI,
                XMLConstants.XMLNS_ATTRIBUTE + ":" + prefix,
                xml.getNamespaceURI(i)));
      }
    }
    for (int i = 0; i < xml.getAttributeCount(); i++) {
      String prefix = requireNonNullElse(xml.getAttributePrefix(i), "");
      attributes.add(
          new Attribute(
              requireNonNullElse(xml.getAttributeNamespace(i), ""),
              (prefix.isEmpty() ? "" : prefix + ":") + xml.getAttributeLocalName(i),
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
        "the message is not understood" + where + ": " + e.getMessage(),
        Map.of());
  }

  /** Returns the error for a fault of Sluice. Its text is in the log, and not for clients. */
  private static ConfigError internal() {
    return new ConfigError(
        ErrorType.APPLICATION,
        ErrorTag.OPERATION_FAILED,
        Optional.empty(),
        Optional.empty(),
        "internal error: the log of the server has the cause",
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

  /**
   * Writes the attributes of the rpc and the prefixes that it declares, which the reply must repeat
   * (RFC 6241 section 4.1).
   */
  private static void writeAttributes(XMLStreamWriter xml, List<Attribute> attributes)
      throws XMLStreamException {
    for (Attribute attribute : attributes) {
      xml.writeAttribute(attribute.name, attribute.value);
    }
  }
}
