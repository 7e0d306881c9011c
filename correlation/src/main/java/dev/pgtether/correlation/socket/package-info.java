/** The sockets that agents reported, and which of them may be the socket of a backend. */
@NullMarked
package dev.pgtether.correlation.socket;

import org.jspecify.annotations.NullMarked;
