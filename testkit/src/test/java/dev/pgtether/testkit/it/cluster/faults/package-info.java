/** What goes wrong around an installation with real agents. */
@NullMarked
package dev.pgtether.testkit.it.cluster.faults;

import org.jspecify.annotations.NullMarked;
