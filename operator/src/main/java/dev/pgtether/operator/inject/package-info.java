/**
 * Adds the agent to pods that ask for one, while they are created. {@link
 * dev.pgtether.operator.inject.Injection} decides and is pure; the rest carries questions and
 * answers.
 */
@NullMarked
package dev.pgtether.operator.inject;

import org.jspecify.annotations.NullMarked;
