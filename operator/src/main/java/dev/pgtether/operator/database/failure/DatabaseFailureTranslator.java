package dev.pgtether.operator.database.failure;

import dev.pgtether.database.failure.DatabaseFailure;
import dev.pgtether.database.failure.DatabaseFailure.Problem;
import dev.pgtether.operator.api.ConnectionAudit;
import dev.pgtether.operator.api.Reason;

/** What went wrong between an audit and its server, in the words of the spec. */
public final class DatabaseFailureTranslator {

  private final Problem problem;
  private final ConnectionAudit audit;

  private DatabaseFailureTranslator(Problem problem, ConnectionAudit audit) {
    this.problem = problem;
    this.audit = audit;
  }

  /** {@code failed} for the resource's owner; what is no database's failure stays as it is. */
  public static RuntimeException translate(RuntimeException failed, ConnectionAudit audit) {
    if (!(failed instanceof DatabaseFailure database)) {
      return failed;
    }
    DatabaseFailureTranslator databaseFailureTranslator =
        new DatabaseFailureTranslator(database.problem(), audit);
    return new AuditFailedException(
        databaseFailureTranslator.reason(),
        database.getMessage() + ". " + databaseFailureTranslator.nextStep(),
        database.reopenAfter());
  }

  private Reason reason() {
    return switch (problem) {
      case CANNOT_RESOLVE -> Reason.HOST_NOT_RESOLVED;
      case REFUSED -> Reason.CONNECTION_REFUSED;
      case UNREACHABLE -> Reason.HOST_UNREACHABLE;
      case TIMED_OUT -> Reason.CONNECTION_TIMED_OUT;
      case TLS_UNAVAILABLE -> Reason.TLS_NOT_OFFERED;
      case TLS_UNTRUSTED -> Reason.TLS_NOT_TRUSTED;
      case TLS_HOSTNAME -> Reason.TLS_WRONG_HOST;
      case TLS_EXPIRED -> Reason.TLS_EXPIRED;
      case TLS_OTHER -> Reason.TLS_FAILED;
      case TLS_REQUIRED_BY_SERVER -> Reason.TLS_REQUIRED;
      case AUTHENTICATION -> Reason.AUTHENTICATION_FAILED;
      case METHOD_NOT_ALLOWED -> Reason.PASSWORD_METHOD_REFUSED;
      case NO_SUCH_DATABASE -> Reason.DATABASE_NOT_FOUND;
      case SLOTS_EXHAUSTED -> Reason.SLOTS_EXHAUSTED;
      case RIGHT_MISSING -> Reason.PERMISSION_DENIED;
      case STARTING_UP -> Reason.SERVER_STARTING;
      case SHUTTING_DOWN -> Reason.SERVER_STOPPING;
      case POOLER_IN_PATH -> Reason.POOLER_IN_PATH;
      case UNSUPPORTED_VERSION -> Reason.UNSUPPORTED_VERSION;
      case NOT_POSTGRES -> Reason.NOT_POSTGRES;
      case CONNECTION_LOST -> Reason.CONNECTION_LOST;
      case QUERY_TIMEOUT -> Reason.QUERY_TIMED_OUT;
      case BAD_ANSWER -> Reason.UNEXPECTED_ANSWER;
      case ANSWER_TOO_LARGE -> Reason.ANSWER_TOO_LARGE;
    };
  }

  private String nextStep() {
    String secret = audit.getSpec().database().credentialsSecret().name();
    return switch (problem) {
      case CANNOT_RESOLVE ->
          "Check database.host; a Service of another namespace is NAME.NAMESPACE.svc";
      case REFUSED ->
          "Check database.port, that the server runs, and that its listen_addresses include this address";
      case UNREACHABLE -> "Check database.host, and the network between the operator and it";
      case TIMED_OUT ->
          "Check database.host and database.port, and that no NetworkPolicy or firewall drops what the operator sends";
      case TLS_UNAVAILABLE ->
          "Switch ssl on in the server's postgresql.conf, or write tls.mode: disable where the network between may be trusted";
      case TLS_UNTRUSTED ->
          "Name the authority that signed its certificate with tls.caSecret or tls.caConfigMap";
      case TLS_HOSTNAME ->
          "Write a name into database.host that the certificate bears, have the certificate reissued, or write tls.mode: verify-ca";
      case TLS_EXPIRED -> "Have the certificate renewed";
      case TLS_OTHER ->
          "If the server asks for a certificate, name it with tls.clientCertificateSecret";
      case TLS_REQUIRED_BY_SERVER -> "Take tls.mode: disable away";
      case AUTHENTICATION ->
          "Check username and password in Secret %s, and that pg_hba.conf lets this role in from the operator's address"
              .formatted(secret);
      case METHOD_NOT_ALLOWED ->
          "No password was sent. Let pg_hba.conf ask for scram-sha-256 and set the role's password anew under password_encryption = scram-sha-256; for a server that cannot, who installed pgtether can list the host in passwords.md5Hosts or passwords.cleartextHosts";
      case NO_SUCH_DATABASE ->
          "Name one that exists in database.connectTo; an audit sees the whole server from any of them";
      case SLOTS_EXHAUSTED ->
          "End a session or wait; from PostgreSQL 16 on, reserved_connections and GRANT pg_use_reserved_connections TO the audit's role keep a slot for it";
      case RIGHT_MISSING -> "GRANT pg_monitor TO the role in Secret %s".formatted(secret);
      case STARTING_UP, SHUTTING_DOWN, CONNECTION_LOST -> "It is tried again by itself";
      case POOLER_IN_PATH ->
          "Give database.host and database.port of PostgreSQL itself, not of the pooler";
      case UNSUPPORTED_VERSION -> "Upgrade the server: 13 and older get no fixes any more";
      case NOT_POSTGRES ->
          "Check that database.port is PostgreSQL's, and that a proxy in front of it has a live server behind it";
      case QUERY_TIMEOUT -> "Check the server's load; it is tried again by itself";
      case BAD_ANSWER -> "See the server's log for this moment";
      case ANSWER_TOO_LARGE ->
          "Check that database.host is a server of yours; if it is, and memory is short beside other audits, who installed pgtether can give the operator more";
    };
  }
}
