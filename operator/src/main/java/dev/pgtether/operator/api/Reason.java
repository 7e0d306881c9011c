package dev.pgtether.operator.api;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** Why a condition is as it is, and why an Event was written: one vocabulary for both. */
public enum Reason {
  // Ready, True
  /** The last audit succeeded. */
  AUDITED,
  /** The last audit succeeded, on a server that replicates from another. */
  STANDBY,

  // Ready, Unknown or False without a fault
  /** No audit has ended yet. */
  PENDING,
  /** The spec says so. */
  SUSPENDED,

  // Ready, False: credentials
  SECRET_NOT_FOUND,
  SECRET_KEY_MISSING,
  /** Neither kubernetes.io/basic-auth nor labelled as credentials. */
  SECRET_TYPE_NOT_ALLOWED,
  /** Bound to another host than the spec's. */
  SECRET_NOT_FOR_HOST,
  /** The operator's own account may not read it. */
  SECRET_FORBIDDEN,
  /** Certificate authorities or client certificate: not there, or not readable as such. */
  CERTIFICATE_NOT_FOUND,
  CERTIFICATE_INVALID,
  /** The role, its password or pg_hba.conf. */
  AUTHENTICATION_FAILED,
  /** The server asks for the password in clear text or as MD5. */
  PASSWORD_METHOD_REFUSED,

  // Ready, False: the way to the server
  HOST_NOT_RESOLVED,
  /** Loopback, link-local, the API server, the operator, or outside of what the chart allows. */
  DESTINATION_NOT_ALLOWED,
  CONNECTION_REFUSED,
  HOST_UNREACHABLE,
  CONNECTION_TIMED_OUT,
  TLS_NOT_OFFERED,
  TLS_NOT_TRUSTED,
  TLS_WRONG_HOST,
  TLS_EXPIRED,
  TLS_FAILED,
  /** The server lets nobody in without TLS. */
  TLS_REQUIRED,
  /** A pooler or several servers in the path: the readings were not answered by one backend. */
  POOLER_IN_PATH,

  // Ready, False: the server
  DATABASE_NOT_FOUND,
  SLOTS_EXHAUSTED,
  PERMISSION_DENIED,
  SERVER_STARTING,
  SERVER_STOPPING,
  CONNECTION_LOST,
  QUERY_TIMED_OUT,
  /** Every server that answers is a standby, and the spec asks for the primary. */
  NO_PRIMARY,
  UNSUPPORTED_VERSION,
  NOT_POSTGRES,
  UNEXPECTED_ANSWER,
  /** More than any PostgreSQL answers to an audit, or than there is memory for: cut off. */
  ANSWER_TOO_LARGE,

  // Ready, False: this installation
  /** The CRD in the cluster is older than the operator: fields would be lost. */
  SCHEMA_OUTDATED,
  /** Something in the spec cannot be used, although the schema lets it pass. */
  SPEC_NOT_USABLE,
  /** An error in the operator itself. */
  INTERNAL_ERROR,

  // Complete
  EVERYTHING_SEEN,
  /** Rows that the role may not read: no pg_monitor. */
  ROWS_HIDDEN,
  /** Agents that did not answer in time. */
  AGENTS_SILENT,
  /** Agents that answered and could not see everything. */
  AGENTS_LIMITED,
  /** Clients in namespaces that this audit may not name. */
  NAMESPACES_NOT_VISIBLE,
  /** The road of some connections ends before their client. */
  CLIENTS_NOT_IDENTIFIED,
  /** What the API server holds has not arrived yet. */
  CLUSTER_NOT_SYNCED,
  /** The result is of an earlier audit than the last one tried. */
  STALE,

  // NoFindings
  /** This version does not look for them. */
  NOT_IMPLEMENTED,

  // Events only
  /** Audits succeed again. */
  RECOVERED,
  SERVER_RESTARTED,
  /** A standby has become the primary. */
  SERVER_PROMOTED,
  SERVER_DEMOTED,
  /** Another server answers under the same name. */
  SERVER_CHANGED,
  /** Backends whose client is proven gone. */
  GHOST_BACKENDS,
  GHOST_BACKENDS_GONE;

  private final String word =
      Arrays.stream(name().split("_"))
          .map(part -> part.charAt(0) + part.substring(1).toLowerCase(Locale.ROOT))
          .collect(Collectors.joining());

  /** As Kubernetes writes reasons: {@code SecretNotFound}. */
  @JsonValue
  public String word() {
    return word;
  }

  /**
   * The reason that {@code word} stands for; {@link #INTERNAL_ERROR} for one of another version.
   */
  @JsonCreator
  public static Reason ofWord(String word) {
    return Arrays.stream(values())
        .filter(reason -> reason.word.equals(word))
        .findFirst()
        .orElse(INTERNAL_ERROR);
  }
}
