/**
 * Input and result of a pairing: the observation of an audit, pairings with verdict and evidence,
 * memory. Pure: facts in, pairings out, no clock, no I/O, linear, independent of the order of its
 * input.
 */
@NullMarked
package dev.pgtether.correlation.pairing;

import org.jspecify.annotations.NullMarked;
