package dev.pgtether.operator.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.Map;

/**
 * A connection pooler in front of the server.
 *
 * @param port 1 to 65535
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record PoolerSpec(
    @Required @JsonPropertyDescription("The program. PgBouncer 1.18 and later is known.") Kind kind,
    @Required @JsonPropertyDescription("The pooler's pods, in the audit's own namespace.")
        PodSelector podSelector,
    @Default("6432")
        @Min(1)
        @Max(65535)
        @JsonPropertyDescription("The port on which its pods listen.")
        int port,
    @Required
        @JsonPropertyDescription(
            "A Secret with username and password of one of its stats_users, under the same rules as"
                + " database.credentialsSecret.")
        SecretRef credentialsSecret) {

  /** The port that PgBouncer listens on unless told otherwise. */
  private static final int DEFAULT_PORT = 6432;

  /** Fills in what the schema would. */
  public PoolerSpec {
    port = port == 0 ? DEFAULT_PORT : port;
  }

  /** A pooler whose connections can be followed. */
  public enum Kind {
    @JsonProperty("PgBouncer")
    PG_BOUNCER
  }

  /** Pods by their labels. */
  public record PodSelector(
      @Required
          @Size(min = 1, max = 16)
          @JsonPropertyDescription("Labels that the pods carry, every one of them.")
          Map<String, @Size(max = 63) String> matchLabels) {

    /** Copies. */
    public PodSelector {
      matchLabels = CollectionDefaults.orEmpty(matchLabels);
    }
  }
}
