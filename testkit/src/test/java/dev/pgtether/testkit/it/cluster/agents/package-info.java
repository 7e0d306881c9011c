/** The operator's side of the agents against a real API server: real tokens, real Secrets. */
@NullMarked
package dev.pgtether.testkit.it.cluster.agents;

import org.jspecify.annotations.NullMarked;
