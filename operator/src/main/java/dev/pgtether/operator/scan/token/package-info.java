/** Whose a token is: checked here first, then by the API server. */
@NullMarked
package dev.pgtether.operator.scan.token;

import org.jspecify.annotations.NullMarked;
