/** Clients in pods whose truth is known without the product: what it is measured with. */
@NullMarked
package dev.pgtether.testkit.knownclients;

import org.jspecify.annotations.NullMarked;
