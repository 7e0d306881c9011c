/** What agent and operator say to each other. */
@NullMarked
package dev.pgtether.wire;

import org.jspecify.annotations.NullMarked;
