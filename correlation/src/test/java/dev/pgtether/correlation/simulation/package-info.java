/**
 * A simulation whose truth is known: clients, servers, kills, reused ports, clients that hang in
 * authentication. The simulated audits see only what real audits see.
 */
@NullMarked
package dev.pgtether.correlation.simulation;

import org.jspecify.annotations.NullMarked;
