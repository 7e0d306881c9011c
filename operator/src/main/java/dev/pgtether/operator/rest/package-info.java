/** Whole reports for people, on the pod's loopback. */
@NullMarked
package dev.pgtether.operator.rest;

import org.jspecify.annotations.NullMarked;
