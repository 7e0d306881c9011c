/** What tenants of one installation learn of each other: nothing that was not given. */
@NullMarked
package dev.pgtether.testkit.it.cluster.tenancy;

import org.jspecify.annotations.NullMarked;
