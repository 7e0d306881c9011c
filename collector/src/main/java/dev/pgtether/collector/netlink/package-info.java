/**
 * What is said to the kernel over netlink: socket diagnosis (TCP, Unix) and the addresses of
 * interfaces.
 */
@NullMarked
package dev.pgtether.collector.netlink;

import org.jspecify.annotations.NullMarked;
