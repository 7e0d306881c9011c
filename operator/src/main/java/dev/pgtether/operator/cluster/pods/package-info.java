/** Pods: which pod has or had an address, its workload, and who may see it. */
@NullMarked
package dev.pgtether.operator.cluster.pods;

import org.jspecify.annotations.NullMarked;
