/** What an audit asks of agents: which endpoints to look for, and which to examine. */
@NullMarked
package dev.pgtether.correlation.query;

import org.jspecify.annotations.NullMarked;
