/** Services and EndpointSlices: which addresses and ports lead to a PostgreSQL server. */
@NullMarked
package dev.pgtether.operator.cluster.services;

import org.jspecify.annotations.NullMarked;
