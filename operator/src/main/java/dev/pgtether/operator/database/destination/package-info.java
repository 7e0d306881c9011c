/** Where an audit may connect to: allowed and protected destinations, and aliases of a server. */
@NullMarked
package dev.pgtether.operator.database.destination;

import org.jspecify.annotations.NullMarked;
