/** The custom resources, as they are written and read. */
@NullMarked
package dev.pgtether.operator.api;

import org.jspecify.annotations.NullMarked;
