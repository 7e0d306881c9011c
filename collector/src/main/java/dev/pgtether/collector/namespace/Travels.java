package dev.pgtether.collector.namespace;

import java.util.List;

/**
 * What a journey through the network namespaces brought home.
 *
 * @param findings of each namespace that was entered
 * @param servers ends of the audit's own connection, read after every namespace had been listed
 */
public record Travels(List<NamespaceFindings> findings, List<ServerEnd> servers) {}
