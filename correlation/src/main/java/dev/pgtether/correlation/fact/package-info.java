/**
 * What was read, as plain values: rows of {@code pg_stat_activity}, client sockets, the processes
 * that hold them, and the pods and nodes of a cluster. Facts carry no conclusions; those are in
 * {@code pairing}.
 */
@NullMarked
package dev.pgtether.correlation.fact;

import org.jspecify.annotations.NullMarked;
