/**
 * What the API server says of the cluster: whose address is it, and which addresses lead where.
 * Kept current by watches, reduced to what is used, and handed out as facts.
 */
@NullMarked
package dev.pgtether.operator.cluster;

import org.jspecify.annotations.NullMarked;
