/** List and watch of one kind of resource: reflector, watch session, resource store. */
@NullMarked
package dev.pgtether.operator.cluster.watch;

import org.jspecify.annotations.NullMarked;
