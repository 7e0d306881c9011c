/** What people read, as golden files. */
@NullMarked
package dev.pgtether.operator.report;

import org.jspecify.annotations.NullMarked;
