package dev.pgtether.operator;

import dev.pgtether.correlation.fact.IpAddress;

/**
 * Which of the operator's replicas this process is.
 *
 * @param podName at most 253 characters; unique among the replicas
 * @param namespace the operator's own
 * @param address the pod's own
 */
public record Replica(String podName, String namespace, IpAddress address) {}
