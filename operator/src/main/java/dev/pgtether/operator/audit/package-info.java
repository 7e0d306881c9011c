/** The audits of ConnectionAudit resources: when, one after the other, and what became of them. */
@NullMarked
package dev.pgtether.operator.audit;

import org.jspecify.annotations.NullMarked;
