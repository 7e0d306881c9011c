/** Bounds for what a server may send: each message is validated before the driver reads it. */
@NullMarked
package dev.pgtether.database.protocol;

import org.jspecify.annotations.NullMarked;
