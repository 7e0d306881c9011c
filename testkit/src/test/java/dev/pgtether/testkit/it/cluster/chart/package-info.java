/** The chart: what it renders, what Helm makes of it, what it lets people do. */
@NullMarked
package dev.pgtether.testkit.it.cluster.chart;

import org.jspecify.annotations.NullMarked;
