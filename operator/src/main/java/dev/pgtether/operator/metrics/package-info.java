/** Numbers for Prometheus, bounded in their labels. The names are in docs/metrics.md. */
@NullMarked
package dev.pgtether.operator.metrics;

import org.jspecify.annotations.NullMarked;
