/** Clients in pods whose truth is known without the product: what it is measured with. */
@NullMarked
package dev.pgtether.testkit.yardstick;

import org.jspecify.annotations.NullMarked;
