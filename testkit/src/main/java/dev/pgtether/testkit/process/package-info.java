/** Processes that the tests start, and how they end. */
@NullMarked
package dev.pgtether.testkit.process;

import org.jspecify.annotations.NullMarked;
