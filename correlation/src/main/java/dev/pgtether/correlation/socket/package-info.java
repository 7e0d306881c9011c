/** The sockets that agents reported, indexed by endpoint, and which of them may be a backend's. */
@NullMarked
package dev.pgtether.correlation.socket;

import org.jspecify.annotations.NullMarked;
