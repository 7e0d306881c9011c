/** A PostgreSQL of its own and clients that misbehave, to see pgtether at work. */
@NullMarked
package dev.pgtether.cli.demo;

import org.jspecify.annotations.NullMarked;
