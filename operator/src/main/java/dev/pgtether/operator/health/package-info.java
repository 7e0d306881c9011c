/** What the kubelet asks. */
@NullMarked
package dev.pgtether.operator.health;

import org.jspecify.annotations.NullMarked;
