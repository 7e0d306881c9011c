/** Real PostgreSQL servers of any major version. */
@NullMarked
package dev.pgtether.testkit.postgres;

import org.jspecify.annotations.NullMarked;
