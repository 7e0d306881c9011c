/** The pairing of one audit: rules in the order of docs/architecture.md, claims, dispatch. */
@NullMarked
package dev.pgtether.correlation.engine;

import org.jspecify.annotations.NullMarked;
