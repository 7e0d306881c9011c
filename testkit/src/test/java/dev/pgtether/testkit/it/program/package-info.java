/**
 * The program under test: as a person runs it, and as a process that audits whenever it is told.
 */
@NullMarked
package dev.pgtether.testkit.it.program;

import org.jspecify.annotations.NullMarked;
