/**
 * What was observed, as plain values: rows of PostgreSQL's activity, client sockets, the processes
 * that hold them, and the addresses under which the audited server is reached. Facts carry no
 * opinion; opinions are pairings.
 */
@NullMarked
package dev.pgtether.correlation.fact;

import org.jspecify.annotations.NullMarked;
