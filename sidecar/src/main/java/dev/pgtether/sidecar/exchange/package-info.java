/**
 * The agent's side of the exchange: greets the operator, waits to be asked, looks, reports. Nothing
 * that goes wrong ends it; it says so once, tells the operator when it can, and tries again.
 */
@NullMarked
package dev.pgtether.sidecar.exchange;

import org.jspecify.annotations.NullMarked;
