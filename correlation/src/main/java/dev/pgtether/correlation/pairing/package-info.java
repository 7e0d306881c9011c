/**
 * Input and result of a pairing: what an audit observed, the pairings with verdict and evidence,
 * and the memory for the next audit.
 */
@NullMarked
package dev.pgtether.correlation.pairing;

import org.jspecify.annotations.NullMarked;
