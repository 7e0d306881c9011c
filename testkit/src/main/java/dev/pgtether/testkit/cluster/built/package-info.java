/**
 * A Kubernetes of two nodes on this one Linux machine, built from Go modules and Debian's container
 * runtime: no container engine, no image pulled, nothing of the machine's own changed.
 *
 * <p>A node is a set of namespaces (processes, mounts, network, host name) behind one process that
 * holds them. What runs there cannot outlive that process, so that ending it is the whole teardown,
 * whatever was killed before.
 */
@NullMarked
package dev.pgtether.testkit.cluster.built;

import org.jspecify.annotations.NullMarked;
