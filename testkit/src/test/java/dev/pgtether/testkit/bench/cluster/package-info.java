/** The operator and its agents in a real Kubernetes, beside what a person would do by hand. */
@NullMarked
package dev.pgtether.testkit.bench.cluster;

import org.jspecify.annotations.NullMarked;
