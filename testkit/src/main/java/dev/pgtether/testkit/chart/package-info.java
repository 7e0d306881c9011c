/** The chart of this repository, rendered and installed. */
@NullMarked
package dev.pgtether.testkit.chart;

import org.jspecify.annotations.NullMarked;
