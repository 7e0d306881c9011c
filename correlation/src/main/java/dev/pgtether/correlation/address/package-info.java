/** Decides which pod, node or outside host had a client's address when its backend started. */
@NullMarked
package dev.pgtether.correlation.address;

import org.jspecify.annotations.NullMarked;
