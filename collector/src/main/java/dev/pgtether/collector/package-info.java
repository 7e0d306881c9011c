/** Reads the kernel of a Linux host: which sockets there are, and which processes hold them. */
@NullMarked
package dev.pgtether.collector;

import org.jspecify.annotations.NullMarked;
