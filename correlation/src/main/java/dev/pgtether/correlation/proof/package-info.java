/** What proves that a socket is a backend's, and what speaks against it. */
@NullMarked
package dev.pgtether.correlation.proof;

import org.jspecify.annotations.NullMarked;
