/** The operator's index of the cluster, beside the cluster. */
@NullMarked
package dev.pgtether.testkit.it.cluster.index;

import org.jspecify.annotations.NullMarked;
