/** Kubernetes Events. */
@NullMarked
package dev.pgtether.operator.event;

import org.jspecify.annotations.NullMarked;
