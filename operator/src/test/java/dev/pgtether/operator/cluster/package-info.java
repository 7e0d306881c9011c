@NullMarked
package dev.pgtether.operator.cluster;

import org.jspecify.annotations.NullMarked;
