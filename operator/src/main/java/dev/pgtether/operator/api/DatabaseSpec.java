package dev.pgtether.operator.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.crd.generator.annotation.SelectableField;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One PostgreSQL server, and how to log in to it.
 *
 * @param host a DNS name or an IP literal and nothing else: it ends up in a JDBC URL
 * @param port 1 to 65535
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record DatabaseSpec(
    @Required
        @SelectableField
        @Size(min = 1, max = 253)
        @ValidationRule(
            value =
                "self.matches('"
                    + DNS_NAME
                    + "') && !self.matches('"
                    + NUMERIC_HOST
                    + "') || self.matches('"
                    + IP_LITERAL
                    + "')",
            message =
                "write a DNS name such as orders-db.shop.svc, or an IP address, and nothing else:"
                    + " the port belongs to port, the database to connectTo, the user to"
                    + " credentialsSecret")
        @JsonPropertyDescription(
            "DNS name or IP address of the server, for instance orders-db.shop.svc. Only the name:"
                + " no port, no URL.")
        String host,
    @Default("5432") @Min(1) @Max(65535) @JsonPropertyDescription("TCP port of the server.")
        int port,
    @Default("postgres")
        @Size(min = 1, max = 63)
        @ValidationRule(
            value = "!self.matches('[[:cntrl:]]')",
            message = "write the name of a database, without control characters")
        @JsonPropertyDescription(
            "The database to log in to. Any will do: an audit sees the whole server.")
        String connectTo,
    @Default("any")
        @JsonPropertyDescription(
            "any: whichever server answers, a standby too. primary: the one that takes writes; when"
                + " it fails over, the audit follows.")
        TargetRole target,
    @Required
        @JsonPropertyDescription(
            "The Secret with the keys username and password, in the audit's own namespace. Its type"
                + " is kubernetes.io/basic-auth, or it carries the label pgtether.dev/credentials:"
                + " \"true\". With the annotation pgtether.dev/for-host, or keys host and port, it"
                + " is used for that host alone. The role needs pg_monitor: GRANT pg_monitor TO"
                + " rolename")
        SecretRef credentialsSecret,
    @JsonPropertyDescription(
            "How the connection is protected. Without it: verify-full, against the certificate"
                + " authorities that the operator's image trusts.")
        @Nullable TlsSpec tls,
    @Size(max = 16)
        @JsonPropertyDescription(
            "Further addresses that lead to this very server and to no other: Services, virtual"
                + " addresses. A client that connected to one of them can then be told from the"
                + " client of another server.")
        List<ServerAlias> alsoKnownAs) {

  private static final String LABEL = "[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9])?";

  private static final String DNS_NAME = "^" + LABEL + "([.]" + LABEL + ")*[.]?$";

  /** What resolvers read as a number: {@code 2130706433}, {@code 0x7f.1}, {@code 127.1}. */
  private static final String NUMERIC_HOST = "(^|[.])([0-9]+|0[xX][0-9a-fA-F]*)[.]?$";

  private static final String IP_LITERAL =
      "^((25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])[.]){3}(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])$"
          + "|^[0-9A-Fa-f]{0,4}:[0-9A-Fa-f:.]{1,40}$";

  /** PostgreSQL's own default port. */
  private static final int DEFAULT_PORT = 5432;

  /** Fills in what the schema would. */
  public DatabaseSpec {
    port = port == 0 ? DEFAULT_PORT : port;
    connectTo = Objects.requireNonNullElse(connectTo, "postgres");
    target = Objects.requireNonNullElse(target, TargetRole.ANY);
    tls = Objects.requireNonNullElse(tls, TlsSpec.DEFAULT);
    alsoKnownAs = CollectionDefaults.orEmpty(alsoKnownAs);
  }

  /** Which server of several that replicate is audited. */
  public enum TargetRole {
    /** Whichever answers. */
    @JsonProperty("any")
    ANY,
    /** The one that takes writes. */
    @JsonProperty("primary")
    PRIMARY
  }
}
