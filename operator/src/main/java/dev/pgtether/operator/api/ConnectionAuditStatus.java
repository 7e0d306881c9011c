package dev.pgtether.operator.api;

/**
 * What the last audit came to.
 *
 * @param observedGeneration of the spec that this answers
 */
public record ConnectionAuditStatus(long observedGeneration) {}
