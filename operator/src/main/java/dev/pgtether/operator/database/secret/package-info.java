/** The Secret that an audit names, and whether it may be used for this host. */
@NullMarked
package dev.pgtether.operator.database.secret;

import org.jspecify.annotations.NullMarked;
