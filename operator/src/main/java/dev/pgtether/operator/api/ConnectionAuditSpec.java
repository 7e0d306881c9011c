package dev.pgtether.operator.api;

/**
 * What to audit and how.
 *
 * @param suspend true: nothing is audited, connections are closed
 */
public record ConnectionAuditSpec(boolean suspend) {}
