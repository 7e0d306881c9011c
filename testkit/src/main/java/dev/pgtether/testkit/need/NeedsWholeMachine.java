package dev.pgtether.testkit.need;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;

/**
 * The test compares what the whole machine has before and after, or rebuilds files that other tests
 * read: no other integration test runs beside it (two executions of Failsafe in {@code
 * testkit/pom.xml}).
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Tag("whole-machine")
public @interface NeedsWholeMachine {}
