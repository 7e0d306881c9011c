package dev.pgtether.testkit.cluster;

import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestWatcher;
import org.opentest4j.TestAbortedException;

/** One cluster for all the test classes of a run that ask for one, opened by the first of them. */
final class ClusterExtension implements BeforeAllCallback, ParameterResolver, TestWatcher {
  private static final Namespace SHARED = Namespace.create(ClusterExtension.class);

  @Override
  public void beforeAll(ExtensionContext context) {
    Cluster cluster = cluster(context);
    NeedsCluster needs = context.getRequiredTestClass().getAnnotation(NeedsCluster.class);
    if (needs != null) {
      Arrays.stream(needs.value())
          .filter(ability -> !cluster.abilities().contains(ability))
          .findFirst()
          .ifPresent(
              ability -> {
                throw giveUp(
                    "needs " + ability.words() + ", and " + cluster.origin() + " has none");
              });
    }
  }

  private static Cluster cluster(ExtensionContext context) {
    Opened opened =
        context
            .getRoot()
            .getStore(SHARED)
            .getOrComputeIfAbsent(Opened.class, none -> Opened.open(), Opened.class);
    return switch (opened.offer()) {
      case Offer.Ready ready -> ready.cluster();
      case Offer.None none -> throw giveUp(none.reason());
      case Offer.Failed failed -> throw failed.why();
    };
  }

  /** A skip for a person; in CI, where nobody reads skips, a failure. */
  private static RuntimeException giveUp(String reason) {
    if ("required".equals(System.getenv("CLUSTER"))) {
      throw new AssertionError("CLUSTER=required, but this test " + reason);
    }
    return new TestAbortedException(reason);
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Cluster.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return cluster(context);
  }

  @Override
  public void testFailed(ExtensionContext context, @Nullable Throwable cause) {
    Optional.ofNullable(context.getRoot().getStore(SHARED).get(Opened.class, Opened.class))
        .flatMap(Opened::logs)
        .ifPresent(
            logs ->
                System.err.printf(
                    "%s failed; the cluster's logs: %s%n", context.getDisplayName(), logs));
  }
}
