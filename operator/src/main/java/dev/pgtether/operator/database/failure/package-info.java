/** Why an audit failed, as a reason of the condition Ready and a message. */
@NullMarked
package dev.pgtether.operator.database.failure;

import org.jspecify.annotations.NullMarked;
