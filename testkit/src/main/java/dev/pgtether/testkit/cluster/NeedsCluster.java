package dev.pgtether.testkit.cluster;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test class against a real Kubernetes, which its constructor or methods get as a {@link
 * Cluster}.
 *
 * <p>Where there is none, or none that can do what is asked for, the class is skipped with the
 * reason; with {@code CLUSTER=required} in the environment it fails instead.
 */
@Documented
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(ClusterExtension.class)
public @interface NeedsCluster {
  /** What the cluster must be able to do. */
  ClusterCapability[] value() default {};
}
