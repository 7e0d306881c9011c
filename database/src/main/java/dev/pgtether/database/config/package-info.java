/** Where to connect and as whom: connection strings, parameters, password files, TLS settings. */
@NullMarked
package dev.pgtether.database.config;

import org.jspecify.annotations.NullMarked;
