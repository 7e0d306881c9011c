/** A real Kubernetes for tests, whichever way this machine can have one. */
@NullMarked
package dev.pgtether.testkit.cluster;

import org.jspecify.annotations.NullMarked;
