/** From what audits came to, to what people read: status and Events. Pure; no clock, no client. */
@NullMarked
package dev.pgtether.operator.report;

import org.jspecify.annotations.NullMarked;
