/** The operator's engine against a real API server and real PostgreSQL servers. */
@NullMarked
package dev.pgtether.testkit.it.cluster.runtime;

import org.jspecify.annotations.NullMarked;
