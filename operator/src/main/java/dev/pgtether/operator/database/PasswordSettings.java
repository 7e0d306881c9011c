package dev.pgtether.operator.database;

import io.smallrye.config.ConfigMapping;
import java.util.List;
import java.util.Optional;

/** {@code pgtether.passwords.…}: hosts that cannot do SCRAM, as specs name them. */
@ConfigMapping(prefix = "pgtether.passwords")
public interface PasswordSettings {

  /** Hosts that are given the password in clear text, inside TLS. */
  Optional<List<String>> cleartextHosts();

  /** Hosts that are given the password hashed by MD5. */
  Optional<List<String>> md5Hosts();
}
