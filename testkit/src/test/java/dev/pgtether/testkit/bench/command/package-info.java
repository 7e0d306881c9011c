/** The command line of {@code make bench}. */
@NullMarked
package dev.pgtether.testkit.bench.command;

import org.jspecify.annotations.NullMarked;
