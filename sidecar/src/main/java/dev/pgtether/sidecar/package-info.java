/** The agent that stands in a pod and reports its sockets: a plain JDK program. */
@NullMarked
package dev.pgtether.sidecar;

import org.jspecify.annotations.NullMarked;
