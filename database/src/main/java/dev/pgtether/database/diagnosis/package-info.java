/** From exceptions of the driver and errors of the server to failures. */
@NullMarked
package dev.pgtether.database.diagnosis;

import org.jspecify.annotations.NullMarked;
