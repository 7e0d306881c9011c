/** One audit over two ports, and its document. */
@NullMarked
package dev.pgtether.audit;

import org.jspecify.annotations.NullMarked;
