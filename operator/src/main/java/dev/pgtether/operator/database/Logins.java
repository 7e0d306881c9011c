package dev.pgtether.operator.database;

import dev.pgtether.correlation.fact.Endpoint;
import dev.pgtether.database.AnswerMemory;
import dev.pgtether.database.ServerSession;
import dev.pgtether.database.Target;
import dev.pgtether.database.Tls;
import dev.pgtether.operator.api.ConnectionAudit;
import dev.pgtether.operator.api.DatabaseSpec;
import dev.pgtether.operator.api.Reason;
import io.fabric8.kubernetes.api.model.Secret;
import java.time.Duration;
import java.util.List;

/** Opens sessions as specs say, with Secrets read anew each time. Blocks. */
public final class Logins {

  private static final String APPLICATION_NAME = "pgtether";

  private final NamespacedObjects objects;
  private final Destinations destinations;
  private final PasswordMethods methods;
  private final KnownAs knownAs;
  private final Duration patience;
  private final AnswerMemory memory;

  /**
   * @param patience to resolve the host, and again to be logged in
   * @param memory for what all servers answer
   */
  Logins(
      NamespacedObjects objects,
      Destinations destinations,
      PasswordMethods methods,
      KnownAs knownAs,
      Duration patience,
      AnswerMemory memory) {
    this.objects = objects;
    this.destinations = destinations;
    this.methods = methods;
    this.knownAs = knownAs;
    this.patience = patience;
    this.memory = memory;
  }

  /**
   * @throws CannotAudit when it cannot be opened; nothing is left open then
   */
  Opened open(ConnectionAudit audit) {
    DatabaseSpec database = audit.getSpec().database();
    List<Endpoint> others = knownAs.of(database);
    CredentialsSecret.Credentials credentials = credentials(audit);
    try (PemFiles files = new PemFiles()) {
      Tls tls = new TlsMaterial(objects).of(audit, files);
      Target target = target(database, credentials, tls);
      ServerSession session =
          ServerSession.open(
              target,
              addresses -> destinations.requireAllowed(database.host(), database.port(), addresses),
              memory);
      return new Opened(session, credentials.user(), others);
    } catch (RuntimeException failed) {
      throw Complaint.of(failed, audit);
    }
  }

  private CredentialsSecret.Credentials credentials(ConnectionAudit audit) {
    DatabaseSpec database = audit.getSpec().database();
    String namespace = audit.getMetadata().getNamespace();
    String name = database.credentialsSecret().name();
    Secret secret = objects.secret(namespace, name, Reason.SECRET_NOT_FOUND);
    return new CredentialsSecret(secret, namespace + "/" + name)
        .forServer(database.host(), database.port());
  }

  private Target target(DatabaseSpec database, CredentialsSecret.Credentials credentials, Tls tls) {
    try {
      return new Target(
          database.host(),
          database.port(),
          null,
          database.connectTo(),
          credentials.user(),
          credentials.password(),
          null,
          tls,
          patience,
          APPLICATION_NAME,
          methods.of(database.host(), tls.mode() != Tls.Mode.DISABLE));
    } catch (IllegalArgumentException notAHost) {
      throw new CannotAudit(
          Reason.SPEC_NOT_USABLE,
          "database.host and database.port cannot be used: %s. Write a DNS name or an IP address, and a port from 1 to 65535"
              .formatted(notAHost.getMessage()));
    }
  }
}
