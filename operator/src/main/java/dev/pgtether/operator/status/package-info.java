/** Statuses, as they are written to the API server. */
@NullMarked
package dev.pgtether.operator.status;

import org.jspecify.annotations.NullMarked;
