/**
 * The endpoint that agents post to. On Netty itself rather than on a server above it: connections
 * are limited before their handshake costs anything, and ten thousand that wait are to cost little.
 */
@NullMarked
package dev.pgtether.operator.scan.http;

import org.jspecify.annotations.NullMarked;
