/**
 * Which client socket, and so which process, belongs to which backend, how sure that is, and why.
 * Pure: facts in, pairings out, no clock, no I/O, linear, independent of the order of its input.
 */
@NullMarked
package dev.pgtether.correlation.pairing;

import org.jspecify.annotations.NullMarked;
