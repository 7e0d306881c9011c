/** The operator: from ConnectionAudit resources to statuses. */
@NullMarked
package dev.pgtether.operator;

import org.jspecify.annotations.NullMarked;
