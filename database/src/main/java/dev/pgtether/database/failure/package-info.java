/** Why a connection or a query failed, as a kind and a message that says what to do. */
@NullMarked
package dev.pgtether.database.failure;

import org.jspecify.annotations.NullMarked;
