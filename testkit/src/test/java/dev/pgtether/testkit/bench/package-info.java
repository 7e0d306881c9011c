/** {@code make bench}: what pgtether does, timed beside what a person would run instead. */
@NullMarked
package dev.pgtether.testkit.bench;

import org.jspecify.annotations.NullMarked;
