package net.sluice.l2tp.protocol;

import java.math.BigInteger;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.sluice.l2tp.PeerProfile;

/** The peer profiles. A peer is found by host name, otherwise by longest prefix. */
final class Peers {
  private final Map<String, PeerProfile> byHostName = new HashMap<>();

  /** The prefixes of each length, longest first. */
  private final List<Prefixes> byPrefix = new ArrayList<>();

  /** The prefixes of one length of one address family. */
  private record Prefixes(int octets, int length, Map<BigInteger, PeerProfile> profiles) {
    Optional<PeerProfile> of(InetAddress address) {
      return Optional.ofNullable(profiles.get(head(address, length)));
    }
  }

  Peers(Collection<PeerProfile> profiles) {
    for (PeerProfile profile : profiles) {
      profile.hostName().ifPresent(name -> byHostName.put(name, profile));
      profile.prefix().ifPresent(prefix -> add(prefix, profile));
    }
    byPrefix.sort(Comparator.comparingInt(Prefixes::length).reversed());
  }

  /** Returns the profile of a peer by its address and host name. */
  Optional<PeerProfile> find(InetAddress address, String hostName) {
    return named(hostName)
        .or(
            () ->
                byPrefix.stream()
                    .filter(prefixes -> prefixes.octets == address.getAddress().length)
                    .flatMap(prefixes -> prefixes.of(address).stream())
                    .findFirst());
  }

  /** Returns the profile with the host name of a peer, whatever its address. */
  Optional<PeerProfile> named(String hostName) {
    return Optional.ofNullable(byHostName.get(hostName));
  }

  private void add(PeerProfile.Prefix prefix, PeerProfile profile) {
    int octets = prefix.address().getAddress().length;
    Prefixes prefixes =
        byPrefix.stream()
            .filter(each -> each.octets == octets && each.length == prefix.length())
            .findFirst()
            .orElseGet(() -> newLength(octets, prefix.length()));
    prefixes.profiles.put(head(prefix.address(), prefix.length()), profile);
  }

  private Prefixes newLength(int octets, int length) {
    Prefixes prefixes = new Prefixes(octets, length, new HashMap<>());
    byPrefix.add(prefixes);
    return prefixes;
  }

  private static BigInteger head(InetAddress address, int length) {
    byte[] octets = address.getAddress();
    return new BigInteger(1, octets).shiftRight(octets.length * Byte.SIZE - length);
  }
}
