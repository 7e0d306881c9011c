package dev.pgtether.testkit.need;

import java.lang.reflect.AnnotatedElement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Skips what this machine can't run, and says what it lacks. */
final class EnvironmentCondition implements ExecutionCondition {

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    List<String> lacks = context.getElement().map(EnvironmentCondition::missing).orElse(List.of());
    return lacks.isEmpty()
        ? ConditionEvaluationResult.enabled("this machine has all that is needed")
        : ConditionEvaluationResult.disabled(String.join("; ", lacks));
  }

  private static List<String> missing(AnnotatedElement test) {
    List<Optional<String>> all = new ArrayList<>();
    if (test.isAnnotationPresent(NeedsRoot.class)) {
      all.add(EnvironmentCheck.missingRoot());
    }
    if (test.isAnnotationPresent(NeedsNetworkNamespaces.class)) {
      all.add(EnvironmentCheck.missingNetworkNamespaces());
    }
    if (test.isAnnotationPresent(NeedsPidNamespaces.class)) {
      all.add(EnvironmentCheck.missingPidNamespaces());
    }
    if (test.isAnnotationPresent(NeedsUserNamespaces.class)) {
      all.add(EnvironmentCheck.missingUserNamespaces());
    }
    if (test.isAnnotationPresent(NeedsIpv6.class)) {
      all.add(EnvironmentCheck.missingIpv6());
    }
    Optional.ofNullable(test.getAnnotation(NeedsCommand.class))
        .ifPresent(
            commands -> {
              for (String name : commands.value()) {
                all.add(EnvironmentCheck.missingCommand(name));
              }
            });
    return all.stream().flatMap(Optional::stream).toList();
  }
}
