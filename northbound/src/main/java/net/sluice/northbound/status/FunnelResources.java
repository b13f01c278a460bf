package net.sluice.northbound.status;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.Optional;
import java.util.OptionalInt;
import net.sluice.funnel.TreeState;
import net.sluice.manager.api.StatusService;
import net.sluice.manager.api.StatusService.FunnelStatus;
import net.sluice.manager.api.StatusService.Located;
import net.sluice.netlink.MacAddress;

/** The resources of one funnel. Thread: any. */
final class FunnelResources {
  private static final int MAX_VLAN = 4094;

  private final StatusService service;

  FunnelResources(StatusService service) {
    this.service = service;
  }

  /** A funnel and its tree. A commit may remove either while they are read. */
  private record Found(FunnelStatus status, TreeState tree) {}

  private Optional<Found> find(String name) {
    return service
        .funnel(name)
        .flatMap(status -> service.tree(name).map(tree -> new Found(status, tree)));
  }

  Optional<Answer.Body> funnel(String name) {
    return find(name).map(found -> json -> FunnelJson.funnel(json, found.status(), found.tree()));
  }

  Optional<Answer> picture(String name, QueryParameters none) {
    return find(name).map(found -> Answer.svg(TreePicture.of(found.status(), found.tree())));
  }

  Optional<Answer> locate(String name, QueryParameters parameters) throws RefusedException {
    MacAddress address = address(parameters);
    OptionalInt vlan = vlan(parameters);
    if (service.funnel(name).isEmpty()) {
      return Optional.empty();
    }
    Located located =
        service
            .locate(name, address, vlan)
            .orElseThrow(
                () ->
                    new RefusedException(
                        HttpResponseStatus.NOT_FOUND,
                        "%s is not known in funnel '%s'%s"
                            .formatted(
                                address,
                                name,
                                vlan.isPresent() ? ", VLAN " + vlan.getAsInt() : "")));
    return Optional.of(Answer.ok(json -> FunnelJson.located(json, address, located)));
  }

  private static MacAddress address(QueryParameters parameters) throws RefusedException {
    String text = parameters.text("mac").orElse("");
    try {
      return MacAddress.parse(text);
    } catch (IllegalArgumentException e) {
      throw new RefusedException(
          HttpResponseStatus.BAD_REQUEST,
          "parameter 'mac' must be an Ethernet address such as 00:00:5e:00:53:01, not '%s'"
              .formatted(text));
    }
  }

  private static OptionalInt vlan(QueryParameters parameters) throws RefusedException {
    if (parameters.text("vlan").isEmpty()) {
      return OptionalInt.empty();
    }
    long vlan = parameters.number("vlan");
    if (vlan < 1 || vlan > MAX_VLAN) {
      throw new RefusedException(
          HttpResponseStatus.BAD_REQUEST,
          "parameter 'vlan' must be a number from 1 to %d, not '%d'".formatted(MAX_VLAN, vlan));
    }
    return OptionalInt.of((int) vlan);
  }
}
