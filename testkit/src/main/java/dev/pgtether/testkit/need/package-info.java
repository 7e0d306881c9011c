/** What a test needs of the machine, said as the reason when it is skipped. */
@NullMarked
package dev.pgtether.testkit.need;

import org.jspecify.annotations.NullMarked;
