/**
 * The kernel's table of TCP sockets: a row, which rows are asked for, and the table as a file of
 * text.
 */
@NullMarked
package dev.pgtether.collector.table;

import org.jspecify.annotations.NullMarked;
