/** The operator as it was built, run beside a cluster. */
@NullMarked
package dev.pgtether.testkit.operator;

import org.jspecify.annotations.NullMarked;
