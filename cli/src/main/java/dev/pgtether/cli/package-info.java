/** The command line: audit, watch, demo. */
@NullMarked
package dev.pgtether.cli;

import org.jspecify.annotations.NullMarked;
