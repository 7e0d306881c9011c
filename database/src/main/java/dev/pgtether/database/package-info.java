/** Reads one PostgreSQL over JDBC. */
@NullMarked
package dev.pgtether.database;

import org.jspecify.annotations.NullMarked;
