/** Backends that outlive their clients, and whoever takes their clients' ports. */
@NullMarked
package dev.pgtether.testkit.it.lingering;

import org.jspecify.annotations.NullMarked;
