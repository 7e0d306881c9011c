/** The status of a ConnectionAudit: when it is written, and how (server-side apply). */
@NullMarked
package dev.pgtether.operator.kubernetes.status;

import org.jspecify.annotations.NullMarked;
