/**
 * An audit's way to its PostgreSQL: Secrets, destinations, the connection that is kept, and what
 * went wrong in the words of the spec.
 */
@NullMarked
package dev.pgtether.operator.database;

import org.jspecify.annotations.NullMarked;
