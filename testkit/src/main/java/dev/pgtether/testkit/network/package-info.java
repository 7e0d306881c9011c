/** Network namespaces of the tests' own. */
@NullMarked
package dev.pgtether.testkit.network;

import org.jspecify.annotations.NullMarked;
