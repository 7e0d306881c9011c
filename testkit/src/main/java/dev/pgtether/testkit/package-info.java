/** What the tests measure the product against. Knows no class of the product. */
@NullMarked
package dev.pgtether.testkit;

import org.jspecify.annotations.NullMarked;
