package dev.pgtether.testkit.cluster;

import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.StoreScope;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestWatcher;
import org.junit.platform.commons.support.AnnotationSupport;

/** One cluster for all the test classes of a run that ask for one, opened by the first of them. */
final class ClusterExtension implements ExecutionCondition, ParameterResolver, TestWatcher {
  private static final Namespace SHARED = Namespace.create(ClusterExtension.class);

  /** Asked before the class is made, since its constructor may want the cluster. */
  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    if (context.getTestMethod().isPresent()) {
      return ConditionEvaluationResult.enabled("its class has a cluster");
    }
    Optional<String> lack = missing(context);
    if (lack.isPresent() && "required".equals(System.getenv("CLUSTER"))) {
      throw new AssertionError("CLUSTER=required, but this test " + lack.get());
    }
    return lack.map(ConditionEvaluationResult::disabled)
        .orElseGet(() -> ConditionEvaluationResult.enabled("there is a cluster"));
  }

  private static Optional<String> missing(ExtensionContext context) {
    return switch (sharedCluster(context).lookup()) {
      case ClusterLookup.Found found ->
          AnnotationSupport.findAnnotation(context.getTestClass(), NeedsCluster.class)
              .flatMap(needs -> missing(needs, found.cluster()));
      case ClusterLookup.Unavailable unavailable -> Optional.of(unavailable.reason());
      case ClusterLookup.Failed failed -> throw failed.cause();
    };
  }

  private static Optional<String> missing(NeedsCluster needs, Cluster cluster) {
    return Arrays.stream(needs.value())
        .filter(clusterCapability -> !cluster.capabilities().contains(clusterCapability))
        .findFirst()
        .map(
            clusterCapability ->
                "needs "
                    + clusterCapability.description()
                    + ", and "
                    + cluster.origin()
                    + " has none");
  }

  /** Kept for the JVM's whole run: Failsafe begins a test plan anew for each class of a fork. */
  private static SharedCluster sharedCluster(ExtensionContext context) {
    return context
        .getStore(StoreScope.LAUNCHER_SESSION, SHARED)
        .getOrComputeIfAbsent(
            SharedCluster.class, none -> SharedCluster.open(), SharedCluster.class);
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Cluster.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return switch (sharedCluster(context).lookup()) {
      case ClusterLookup.Found found -> found.cluster();
      case ClusterLookup.Unavailable unavailable ->
          throw new ParameterResolutionException(unavailable.reason());
      case ClusterLookup.Failed failed -> throw failed.cause();
    };
  }

  @Override
  public void testFailed(ExtensionContext context, @Nullable Throwable cause) {
    Optional.ofNullable(
            context
                .getStore(StoreScope.LAUNCHER_SESSION, SHARED)
                .get(SharedCluster.class, SharedCluster.class))
        .flatMap(SharedCluster::logs)
        .ifPresent(
            logs ->
                System.err.printf(
                    "%s failed; the cluster's logs: %s%n", context.getDisplayName(), logs));
  }
}
