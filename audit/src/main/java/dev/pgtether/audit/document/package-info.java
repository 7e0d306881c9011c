/**
 * What an audit came to, as documents: JSON for programs, a table and sentences for people, CSV for
 * spreadsheets. Names from outside are neutralised for the medium they go to.
 */
@NullMarked
package dev.pgtether.audit.document;

import org.jspecify.annotations.NullMarked;
