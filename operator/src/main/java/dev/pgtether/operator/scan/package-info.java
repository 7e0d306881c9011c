/**
 * The operator's side of the agents: whom it believes, what it asks them, and the certificates by
 * which they know it. The audit asks through {@link dev.pgtether.audit.Agents}.
 */
@NullMarked
package dev.pgtether.operator.scan;

import org.jspecify.annotations.NullMarked;
