/** The custom resource definition: generated from the records, committed, kept compatible. */
@NullMarked
package dev.pgtether.operator.api.crd;

import org.jspecify.annotations.NullMarked;
