/**
 * What an audit asks of agents: which client endpoints to look for, and what to read about each
 * socket.
 */
@NullMarked
package dev.pgtether.correlation.query;

import org.jspecify.annotations.NullMarked;
