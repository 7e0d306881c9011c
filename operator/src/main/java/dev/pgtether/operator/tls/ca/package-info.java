/**
 * The operator's own certificate authority: its roots, their rotation, and what is signed by them.
 */
@NullMarked
package dev.pgtether.operator.tls.ca;

import org.jspecify.annotations.NullMarked;
