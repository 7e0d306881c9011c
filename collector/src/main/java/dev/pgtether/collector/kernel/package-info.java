/**
 * The system calls that a scan needs, by the foreign function API, and the native memory they read
 * and write.
 */
@NullMarked
package dev.pgtether.collector.kernel;

import org.jspecify.annotations.NullMarked;
