package dev.pgtether.database.config;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The connection parameters that libpq knows, and what this program does with each.
 *
 * @see <a
 *     href="https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-PARAMKEYWORDS">libpq,
 *     parameter key words</a>
 */
enum ConnectionParameter {
  HOST("host", "PGHOST"),
  HOSTADDR("hostaddr", "PGHOSTADDR"),
  PORT("port", "PGPORT"),
  DBNAME("dbname", "PGDATABASE"),
  USER("user", "PGUSER"),
  PASSWORD("password", "PGPASSWORD"),
  PASSFILE("passfile", "PGPASSFILE"),
  CONNECT_TIMEOUT("connect_timeout", "PGCONNECT_TIMEOUT"),
  /**
   * {@code PGAPPNAME} names the application in whose environment the audit happens to run: not the
   * audit.
   */
  APPLICATION_NAME("application_name"),
  SSLMODE("sslmode", "PGSSLMODE"),
  SSLROOTCERT("sslrootcert", "PGSSLROOTCERT"),
  SSLCERT("sslcert", "PGSSLCERT"),
  SSLKEY("sslkey", "PGSSLKEY"),
  SSLPASSWORD("sslpassword"),
  CHANNEL_BINDING("channel_binding", "PGCHANNELBINDING"),
  REQUIRE_AUTH("require_auth", "PGREQUIREAUTH"),
  TARGET_SESSION_ATTRS("target_session_attrs", "PGTARGETSESSIONATTRS"),
  GSSENCMODE("gssencmode", "PGGSSENCMODE"),

  FALLBACK_APPLICATION_NAME("fallback_application_name", Effect.NONE),
  CLIENT_ENCODING("client_encoding", Effect.NONE),
  KEEPALIVES("keepalives", Effect.NONE),
  KEEPALIVES_IDLE("keepalives_idle", Effect.NONE),
  KEEPALIVES_INTERVAL("keepalives_interval", Effect.NONE),
  KEEPALIVES_COUNT("keepalives_count", Effect.NONE),
  TCP_USER_TIMEOUT("tcp_user_timeout", Effect.NONE),
  SSLCOMPRESSION("sslcompression", Effect.NONE),
  SSLSNI("sslsni", Effect.NONE),
  SSLNEGOTIATION("sslnegotiation", Effect.NONE),
  SSLCERTMODE("sslcertmode", Effect.NONE),
  GSSLIB("gsslib", Effect.NONE),
  GSSDELEGATION("gssdelegation", Effect.NONE),
  KRBSRVNAME("krbsrvname", Effect.NONE),
  REQUIREPEER("requirepeer", Effect.NONE),
  LOAD_BALANCE_HOSTS("load_balance_hosts", Effect.NONE),

  SERVICE(
      "service",
      "PGSERVICE",
      "pg_service.conf is not read; write the service's host, port, dbname and user"),
  OPTIONS("options", null, "the session's settings are the audit's own; leave it out"),
  REPLICATION("replication", null, "an audit needs an ordinary session; leave it out"),
  SSLCRL(
      "sslcrl", "PGSSLCRL", "revocation lists are not checked; leave it out if you can do without"),
  SSLCRLDIR(
      "sslcrldir",
      "PGSSLCRLDIR",
      "revocation lists are not checked; leave it out if you can do without"),
  SSL_MIN_PROTOCOL_VERSION(
      "ssl_min_protocol_version",
      "PGSSLMINPROTOCOLVERSION",
      "TLS 1.2 and 1.3 are used; leave it out, or set jdk.tls.client.protocols for Java"),
  SSL_MAX_PROTOCOL_VERSION(
      "ssl_max_protocol_version",
      "PGSSLMAXPROTOCOLVERSION",
      "TLS 1.2 and 1.3 are used; leave it out, or set jdk.tls.client.protocols for Java"),
  SSL("ssl", null, "write sslmode=verify-full (the default) or sslmode=disable");

  /** What setting a parameter does. */
  enum Effect {
    USED,
    /** Accepted because leaving it out changes nothing that a user could rely on. */
    NONE,
    /** Not accepted: ignoring it would break a promise. */
    REFUSED
  }

  private final String keyword;
  private final @Nullable String variable;
  private final Effect effect;
  private final String advice;

  ConnectionParameter(String keyword) {
    this(keyword, null, Effect.USED, "");
  }

  ConnectionParameter(String keyword, String variable) {
    this(keyword, variable, Effect.USED, "");
  }

  ConnectionParameter(String keyword, Effect effect) {
    this(keyword, null, effect, "");
  }

  ConnectionParameter(String keyword, @Nullable String variable, String advice) {
    this(keyword, variable, Effect.REFUSED, advice);
  }

  ConnectionParameter(String keyword, @Nullable String variable, Effect effect, String advice) {
    this.keyword = keyword;
    this.variable = variable;
    this.effect = effect;
    this.advice = advice;
  }

  /** libpq's key word. */
  String keyword() {
    return keyword;
  }

  /** The environment variable that sets it; null where none does. */
  @Nullable String variable() {
    return variable;
  }

  Effect effect() {
    return effect;
  }

  /** Why a refused parameter is refused, and what to do. */
  String advice() {
    return advice;
  }

  /** The parameter that libpq calls {@code keyword}, exactly. */
  static Optional<ConnectionParameter> of(String keyword) {
    return Stream.of(values())
        .filter(connectionParameter -> connectionParameter.keyword.equals(keyword))
        .findFirst();
  }

  /**
   * The parameter somebody most likely meant: pgJDBC's spelling ({@code connectTimeout}), or two
   * typing errors away.
   */
  static Optional<ConnectionParameter> closestTo(String word) {
    String normalized = normalized(word);
    return Stream.of(values())
        .filter(connectionParameter -> connectionParameter.effect == Effect.USED)
        .filter(
            connectionParameter ->
                editDistance(normalized, normalized(connectionParameter.keyword)) <= 2)
        .min(
            (a, b) ->
                Integer.compare(
                    editDistance(normalized, normalized(a.keyword)),
                    editDistance(normalized, normalized(b.keyword))));
  }

  private static String normalized(String word) {
    return word.length() > 40 ? word : word.toLowerCase(Locale.ROOT).replace("_", "");
  }

  /** Levenshtein's distance; 99 for words too long to be one of ours. */
  private static int editDistance(String a, String b) {
    if (a.length() > 40) {
      return 99;
    }
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int substituted = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(substituted, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
