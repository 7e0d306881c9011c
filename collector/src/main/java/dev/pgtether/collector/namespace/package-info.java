/** The network namespaces of this host, and what is looked at in each. */
@NullMarked
package dev.pgtether.collector.namespace;

import org.jspecify.annotations.NullMarked;
