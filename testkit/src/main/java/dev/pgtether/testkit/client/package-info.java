/** Real clients whose process is known. */
@NullMarked
package dev.pgtether.testkit.client;

import org.jspecify.annotations.NullMarked;
