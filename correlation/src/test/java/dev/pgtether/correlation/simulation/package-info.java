/**
 * A simulated world whose truth is known: clients, servers, kills, port reuse, newcomers in
 * authentication. Audits look at it through the same keyholes as the real ones.
 */
@NullMarked
package dev.pgtether.correlation.simulation;

import org.jspecify.annotations.NullMarked;
