/** {@code check URL…}: does an operator elsewhere answer? What {@code helm test} runs. */
@NullMarked
package dev.pgtether.operator.check;

import org.jspecify.annotations.NullMarked;
