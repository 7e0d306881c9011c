/** The whole product on a real cluster, measured against what each pod knows of itself. */
@NullMarked
package dev.pgtether.testkit.it.cluster.yardstick;

import org.jspecify.annotations.NullMarked;
