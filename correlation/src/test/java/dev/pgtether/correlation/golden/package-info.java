/**
 * The golden cases: one audit a folder, told in plain text (src/test/resources/cases/README.md).
 */
@NullMarked
package dev.pgtether.correlation.golden;

import org.jspecify.annotations.NullMarked;
