/**
 * Adds the agent to pods that ask for one, while they are created. {@link
 * dev.pgtether.operator.admission.PodInjector} decides and is pure; the rest carries questions and
 * answers.
 */
@NullMarked
package dev.pgtether.operator.admission;

import org.jspecify.annotations.NullMarked;
