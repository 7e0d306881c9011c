/** The PostgreSQL JDBC driver with pinned addresses, deadlines, metered sockets and TLS. */
@NullMarked
package dev.pgtether.database.driver;

import org.jspecify.annotations.NullMarked;
