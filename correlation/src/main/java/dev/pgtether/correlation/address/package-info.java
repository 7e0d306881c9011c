/** Which pod, node or network namespace has a client address, and had it when the backend began. */
@NullMarked
package dev.pgtether.correlation.address;

import org.jspecify.annotations.NullMarked;
