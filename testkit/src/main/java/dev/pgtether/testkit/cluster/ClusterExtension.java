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
    Optional<String> lack = lack(context);
    if (lack.isPresent() && "required".equals(System.getenv("CLUSTER"))) {
      throw new AssertionError("CLUSTER=required, but this test " + lack.get());
    }
    return lack.map(ConditionEvaluationResult::disabled)
        .orElseGet(() -> ConditionEvaluationResult.enabled("there is a cluster"));
  }

  private static Optional<String> lack(ExtensionContext context) {
    return switch (opened(context).offer()) {
      case Offer.Ready ready ->
          AnnotationSupport.findAnnotation(context.getTestClass(), NeedsCluster.class)
              .flatMap(needs -> lack(needs, ready.cluster()));
      case Offer.None none -> Optional.of(none.reason());
      case Offer.Failed failed -> throw failed.why();
    };
  }

  private static Optional<String> lack(NeedsCluster needs, Cluster cluster) {
    return Arrays.stream(needs.value())
        .filter(ability -> !cluster.abilities().contains(ability))
        .findFirst()
        .map(ability -> "needs " + ability.words() + ", and " + cluster.origin() + " has none");
  }

  /** Kept for the JVM's whole run: Failsafe begins a test plan anew for each class of a fork. */
  private static Opened opened(ExtensionContext context) {
    return context
        .getStore(StoreScope.LAUNCHER_SESSION, SHARED)
        .getOrComputeIfAbsent(Opened.class, none -> Opened.open(), Opened.class);
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Cluster.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return switch (opened(context).offer()) {
      case Offer.Ready ready -> ready.cluster();
      case Offer.None none -> throw new ParameterResolutionException(none.reason());
      case Offer.Failed failed -> throw failed.why();
    };
  }

  @Override
  public void testFailed(ExtensionContext context, @Nullable Throwable cause) {
    Optional.ofNullable(
            context.getStore(StoreScope.LAUNCHER_SESSION, SHARED).get(Opened.class, Opened.class))
        .flatMap(Opened::logs)
        .ifPresent(
            logs ->
                System.err.printf(
                    "%s failed; the cluster's logs: %s%n", context.getDisplayName(), logs));
  }
}
