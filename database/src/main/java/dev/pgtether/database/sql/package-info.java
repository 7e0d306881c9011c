/** The queries, and their rows as facts. */
@NullMarked
package dev.pgtether.database.sql;

import org.jspecify.annotations.NullMarked;
