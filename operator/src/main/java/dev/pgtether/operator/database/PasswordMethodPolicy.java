package dev.pgtether.operator.database;

import dev.pgtether.database.config.AllowedAuthentication;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * By which methods a server may ask for the password. SCRAM (RFC 5802) proves that the password is
 * known and does not give it away: a server that somebody else put up learns nothing.
 *
 * @param cleartextHosts that get it in clear text, inside TLS
 * @param md5Hosts that get it hashed by MD5
 */
record PasswordMethodPolicy(Set<String> cleartextHosts, Set<String> md5Hosts) {

  PasswordMethodPolicy {
    cleartextHosts = Set.copyOf(cleartextHosts);
    md5Hosts = Set.copyOf(md5Hosts);
  }

  /** {@code none}: who asks for no password (trust, a client's certificate) gets none. */
  AllowedAuthentication authenticationFor(String host, boolean encrypted) {
    List<String> methods = new ArrayList<>(List.of("scram-sha-256", "none"));
    if (md5Hosts.contains(host)) {
      methods.add("md5");
    }
    if (encrypted && cleartextHosts.contains(host)) {
      methods.add("password");
    }
    return new AllowedAuthentication(String.join(",", methods), "prefer");
  }
}
