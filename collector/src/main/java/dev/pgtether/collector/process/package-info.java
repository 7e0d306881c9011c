/**
 * Processes as {@code /proc} shows them: who holds a socket, since when it runs, in which
 * container.
 */
@NullMarked
package dev.pgtether.collector.process;

import org.jspecify.annotations.NullMarked;
