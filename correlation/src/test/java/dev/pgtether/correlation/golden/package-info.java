/**
 * The golden cases: each folder is one audit in plain text (src/test/resources/cases/README.md).
 */
@NullMarked
package dev.pgtether.correlation.golden;

import org.jspecify.annotations.NullMarked;
