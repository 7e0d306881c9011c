/**
 * The audited server, where it runs on this host: its backends' processes and their own ends of the
 * connections.
 */
@NullMarked
package dev.pgtether.collector.server;

import org.jspecify.annotations.NullMarked;
