/** What an audit says against what is true. */
@NullMarked
package dev.pgtether.testkit.truth;

import org.jspecify.annotations.NullMarked;
