package net.sluice.manager.store;

import java.io.IOException;
import java.io.StringReader;
import java.util.ServiceLoader;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;
import net.sluice.yang.Schema;
import org.opendaylight.yangtools.yang.common.QName;
import org.opendaylight.yangtools.yang.common.QNameModule;
import org.opendaylight.yangtools.yang.data.api.schema.ContainerNode;
import org.opendaylight.yangtools.yang.data.codec.xml.XmlCodecFactory;
import org.opendaylight.yangtools.yang.data.codec.xml.XmlParserStream;
import org.opendaylight.yangtools.yang.data.impl.schema.ImmutableNormalizedNodeStreamWriter;
import org.opendaylight.yangtools.yang.data.impl.schema.NormalizationResultHolder;
import org.opendaylight.yangtools.yang.data.spi.node.ImmutableNodes;
import org.opendaylight.yangtools.yang.data.util.DataSchemaContextTree;
import org.opendaylight.yangtools.yang.model.api.source.SourceIdentifier;
import org.opendaylight.yangtools.yang.model.spi.source.StringYangTextSource;
import org.opendaylight.yangtools.yang.model.util.SchemaInferenceStack;
import org.opendaylight.yangtools.yang.parser.api.YangParserException;
import org.opendaylight.yangtools.yang.parser.api.YangParserFactory;

/** A YANG model with statements that the models of Sluice do not use yet. */
final class TestModel {
  private static final QNameModule MODULE = QNameModule.of("urn:test", "2026-01-01");

  static final DataSchemaContextTree TREE =
      parse(
          """
          module test {
            yang-version 1.1;
            namespace "urn:test";
            prefix t;
            revision 2026-01-01;
            container top {
              leaf must-be { type string; mandatory true; }
              leaf-list few { type string; min-elements 1; max-elements 2; }
              choice kind {
                mandatory true;
                case plain { leaf a { type string; } leaf b { type string; } }
                case rich { container c { leaf d { type string; } } }
              }
              list item {
                key "name";
                max-elements 3;
                leaf name { type string; }
                container settings {
                  leaf needed { type string; mandatory true; }
                }
                container optional {
                  presence "there";
                  leaf needed { type string; mandatory true; }
                }
                choice side {
                  leaf left { type string; }
                  leaf right { type string; }
                }
                leaf-list tag { type string; min-elements 1; }
                list sub {
                  key "name";
                  ordered-by user;
                  leaf name { type string; }
                  leaf peer { type leafref { path "/t:top/t:item/t:name"; } mandatory true; }
                }
              }
            }
          }
          """);

  private TestModel() {}

  static QName name(String localName) {
    return QName.create(MODULE, localName);
  }

  /** Returns a configuration with this XML content of the container top. */
  static ContainerNode root(String content) {
    var holder = new NormalizationResultHolder();
    var stack = SchemaInferenceStack.of(TREE.modelContext());
    stack.enterDataTree(name("top"));
    var parser =
        XmlParserStream.create(
            ImmutableNormalizedNodeStreamWriter.from(holder),
            XmlCodecFactory.create(TREE.modelContext()),
            stack.toInference());
    try {
      parser.parse(
          XMLInputFactory.newDefaultFactory()
              .createXMLStreamReader(
                  new StringReader(
                      "<top xmlns='urn:test' xmlns:t='urn:test'>" + content + "</top>")));
    } catch (IOException | XMLStreamException e) {
      throw new AssertionError(e);
    }
    return ImmutableNodes.newContainerBuilder()
        .withNodeIdentifier(Schema.ROOT)
        .withChild((ContainerNode) holder.getResult().data())
        .build();
  }

  private static DataSchemaContextTree parse(String text) {
    var parser =
        ServiceLoader.load(YangParserFactory.class).findFirst().orElseThrow().createParser();
    try {
      parser.addSource(new StringYangTextSource(new SourceIdentifier("test", "2026-01-01"), text));
      return DataSchemaContextTree.from(parser.buildEffectiveModel());
    } catch (IOException | YangParserException e) {
      throw new AssertionError(e);
    }
  }
}
