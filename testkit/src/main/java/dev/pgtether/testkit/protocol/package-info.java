/**
 * The PostgreSQL frontend protocol, as far as test clients speak it: start-up, TLS request, SCRAM,
 * simple queries.
 */
@NullMarked
package dev.pgtether.testkit.protocol;

import org.jspecify.annotations.NullMarked;
