package dev.pgtether.collector.namespace;

import dev.pgtether.collector.namespace.ServerEnd.OwnEnd;
import dev.pgtether.correlation.fact.NetworkNamespace;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was found in one network namespace.
 *
 * @param server null where the audit's own connection has no end here
 */
public record NamespaceFindings(
    NetworkNamespace namespace, List<ListedSocket> sockets, @Nullable OwnEnd server) {}
