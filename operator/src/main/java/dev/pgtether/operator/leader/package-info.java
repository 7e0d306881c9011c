/** Which replica leads. */
@NullMarked
package dev.pgtether.operator.leader;

import org.jspecify.annotations.NullMarked;
