/**
 * Pairs the backends of one audit: the rules of docs/architecture.md, the check for sockets claimed
 * twice, and the entry point {@link dev.pgtether.correlation.engine.Correlation}.
 */
@NullMarked
package dev.pgtether.correlation.engine;

import org.jspecify.annotations.NullMarked;
