package dev.pgtether.operator.database;

import dev.pgtether.correlation.fact.Endpoint;
import dev.pgtether.database.ServerSession;
import dev.pgtether.database.config.ConnectionTarget;
import dev.pgtether.database.config.TlsConfig;
import dev.pgtether.database.protocol.ResponseMemoryBudget;
import dev.pgtether.operator.api.ConnectionAudit;
import dev.pgtether.operator.api.DatabaseSpec;
import dev.pgtether.operator.api.Reason;
import dev.pgtether.operator.database.destination.DestinationPolicy;
import dev.pgtether.operator.database.destination.ServerAliasPolicy;
import dev.pgtether.operator.database.failure.AuditFailedException;
import dev.pgtether.operator.database.failure.DatabaseFailureTranslator;
import dev.pgtether.operator.database.secret.CredentialsSecret;
import dev.pgtether.operator.database.secret.NamespacedObjectReader;
import dev.pgtether.operator.database.tls.TemporaryPemFiles;
import dev.pgtether.operator.database.tls.TlsConfigLoader;
import io.fabric8.kubernetes.api.model.Secret;
import java.time.Duration;
import java.util.List;

/** Opens sessions as specs say, with Secrets read anew each time. Blocks. */
public final class SessionOpener {

  private static final String APPLICATION_NAME = "pgtether";

  private final NamespacedObjectReader objectReader;
  private final DestinationPolicy destinationPolicy;
  private final PasswordMethodPolicy passwordMethods;
  private final ServerAliasPolicy aliasPolicy;
  private final Duration connectTimeout;
  private final ResponseMemoryBudget memory;

  /**
   * @param connectTimeout to resolve the host, and again to be logged in
   * @param memory for what all servers answer
   */
  SessionOpener(
      NamespacedObjectReader objectReader,
      DestinationPolicy destinationPolicy,
      PasswordMethodPolicy passwordMethods,
      ServerAliasPolicy aliasPolicy,
      Duration connectTimeout,
      ResponseMemoryBudget memory) {
    this.objectReader = objectReader;
    this.destinationPolicy = destinationPolicy;
    this.passwordMethods = passwordMethods;
    this.aliasPolicy = aliasPolicy;
    this.connectTimeout = connectTimeout;
    this.memory = memory;
  }

  /**
   * @throws AuditFailedException when it cannot be opened; nothing is left open then
   */
  OpenedSession open(ConnectionAudit audit) {
    DatabaseSpec database = audit.getSpec().database();
    List<Endpoint> aliases = aliasPolicy.endpointsOf(database);
    CredentialsSecret.Credentials credentials = credentials(audit);
    try (TemporaryPemFiles files = new TemporaryPemFiles()) {
      TlsConfig tlsConfig = new TlsConfigLoader(objectReader).of(audit, files);
      ConnectionTarget connectionTarget = target(database, credentials, tlsConfig);
      ServerSession session =
          ServerSession.open(
              connectionTarget,
              addresses ->
                  destinationPolicy.requireAllowed(database.host(), database.port(), addresses),
              memory);
      return new OpenedSession(session, credentials.user(), aliases);
    } catch (RuntimeException failed) {
      throw DatabaseFailureTranslator.translate(failed, audit);
    }
  }

  private CredentialsSecret.Credentials credentials(ConnectionAudit audit) {
    DatabaseSpec database = audit.getSpec().database();
    String namespace = audit.getMetadata().getNamespace();
    String name = database.credentialsSecret().name();
    Secret secret = objectReader.secret(namespace, name, Reason.SECRET_NOT_FOUND);
    return new CredentialsSecret(secret, namespace + "/" + name)
        .forServer(database.host(), database.port());
  }

  private ConnectionTarget target(
      DatabaseSpec database, CredentialsSecret.Credentials credentials, TlsConfig tlsConfig) {
    try {
      return new ConnectionTarget(
          database.host(),
          database.port(),
          null,
          database.connectTo(),
          credentials.user(),
          credentials.password(),
          null,
          tlsConfig,
          connectTimeout,
          APPLICATION_NAME,
          passwordMethods.authenticationFor(
              database.host(), tlsConfig.mode() != TlsConfig.Mode.DISABLE));
    } catch (IllegalArgumentException notAHost) {
      throw new AuditFailedException(
          Reason.SPEC_NOT_USABLE,
          "database.host and database.port cannot be used: %s. Write a DNS name or an IP address, and a port from 1 to 65535"
              .formatted(notAHost.getMessage()));
    }
  }
}
