/** Agents in pods that ask for them, on a real API server. */
@NullMarked
package dev.pgtether.testkit.it.cluster.inject;

import org.jspecify.annotations.NullMarked;
