package dev.pgtether.operator.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/**
 * The server as it described itself in the last good audit.
 *
 * @param version {@code server_version}
 * @param address where it accepted the audit's connection
 * @param startTime RFC 3339, of the postmaster
 * @param reserved of {@code maxConnections}, those that ordinary roles cannot use
 * @param used client sessions, the audit's own included
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ServerStatus(
    @Size(max = 64) @JsonPropertyDescription("Its version.") String version,
    @JsonPropertyDescription("Primary takes writes; Standby replicates from another server.")
        Role role,
    @Size(max = 64)
        @JsonPropertyDescription("The address and port where it accepted the audit's connection.")
        @Nullable String address,
    @Size(max = 32) @JsonPropertyDescription("When it was started.") String startTime,
    @JsonPropertyDescription("Its setting max_connections.") int maxConnections,
    @JsonPropertyDescription("Slots of these that ordinary roles cannot use.") int reserved,
    @JsonPropertyDescription("Client sessions, the audit's own and hidden ones included.")
        int used) {

  /** What a server does in replication. */
  public enum Role {
    @JsonProperty("Primary")
    PRIMARY,
    @JsonProperty("Standby")
    STANDBY
  }
}
