/** Kubernetes Events: built, named, queued and written. */
@NullMarked
package dev.pgtether.operator.kubernetes.event;

import org.jspecify.annotations.NullMarked;
