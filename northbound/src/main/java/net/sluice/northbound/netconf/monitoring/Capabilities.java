package net.sluice.northbound.netconf.monitoring;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import net.sluice.yang.Schema;
import net.sluice.yang.YangModule;

/**
 * The capabilities that the server announces in its hello.
 *
 * @param uris the capabilities
 * @param contentId identifies the set of modules: it changes when the set does (RFC 8525)
 */
public record Capabilities(List<String> uris, String contentId) {
  public static final String BASE_1_0 = "urn:ietf:params:netconf:base:1.0";
  public static final String BASE_1_1 = "urn:ietf:params:netconf:base:1.1";

  /** Returns the capabilities of a server with a schema. */
  public static Capabilities of(Schema schema) {
    String contentId = contentId(schema);
    var uris =
        new ArrayList<>(
            List.of(
                BASE_1_0,
                BASE_1_1,
                "urn:ietf:params:netconf:capability:candidate:1.0",
                "urn:ietf:params:netconf:capability:validate:1.0",
                "urn:ietf:params:netconf:capability:validate:1.1",
                "urn:ietf:params:netconf:capability:rollback-on-error:1.0",
                "urn:ietf:params:netconf:capability:notification:1.0",
                "urn:ietf:params:netconf:capability:interleave:1.0",
                "urn:ietf:params:netconf:capability:yang-library:1.1?revision=2019-01-04&content-id="
                    + contentId));
    // RFC 7950 section 5.6.4 leaves YANG 1.1 modules to yang-library; older clients, libnetconf2
    // among them, look for the modules here. yangcli fetches only what is listed here, so it needs
    // Sluice's own types as well.
    schema.modules().stream()
        .filter(
            module ->
                module.conformance() == YangModule.Conformance.IMPLEMENT
                    || module.name().startsWith("sluice-"))
        .map(Capabilities::uri)
        .forEach(uris::add);
    return new Capabilities(List.copyOf(uris), contentId);
  }

  private static String uri(YangModule module) {
    String uri = module.namespace() + "?module=" + module.name() + "&revision=" + module.revision();
    return module.features().isEmpty()
        ? uri
        : uri + "&features=" + String.join(",", module.features());
  }

  private static String contentId(Schema schema) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      for (YangModule module : schema.modules()) {
        digest.update(module.toString().getBytes(StandardCharsets.UTF_8));
      }
      return HexFormat.of().formatHex(digest.digest(), 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java platform has SHA-256
    }
  }
}
