package dev.pgtether.operator.api;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** The backends of the last good audit, counted by verdict; and what was not seen. */
public record BackendSummary(
    @JsonPropertyDescription(
            "Client sessions and replication connections, without the audit's own.")
        int backends,
    @JsonPropertyDescription("The socket and its process are proven.") int exact,
    @JsonPropertyDescription("The socket is proven; its process could not be read.") int socket,
    @JsonPropertyDescription("Exactly one pod has had the address for long enough.") int pod,
    @JsonPropertyDescription("The road ends at a pooler.") int pooled,
    @JsonPropertyDescription("The road ends at a mesh or proxy.") int proxied,
    @JsonPropertyDescription("The road ends at a rewritten address.") int translated,
    @JsonPropertyDescription("Several clients are possible.") int ambiguous,
    @JsonPropertyDescription("The client is proven gone; the server has not noticed.") int ghost,
    @JsonPropertyDescription("The pod is there and has no such connection, in two audits.")
        int absent,
    @JsonPropertyDescription("A Unix socket or loopback on the server's own host.") int local,
    @JsonPropertyDescription("The address is of nothing in this cluster.") int external,
    @JsonPropertyDescription("None of these; the view says what is missing.") int unknown,
    @JsonPropertyDescription("Rows that the role may not read. GRANT pg_monitor shows them.")
        int hidden,
    @JsonPropertyDescription("Backends in namespaces that this audit may not name.") int notVisible,
    @JsonPropertyDescription("Backends that ended while the audit ran.") int vanished,
    @JsonPropertyDescription("Agents that were asked for sockets.") int agentsAsked,
    @JsonPropertyDescription("Agents that answered in time.") int agentsAnswered) {}
