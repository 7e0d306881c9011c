package dev.pgtether.operator;

import dev.pgtether.operator.api.ConnectionAudit;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;

/** Keeps one audit going for each ConnectionAudit. */
@ControllerConfiguration(name = "connectionaudit")
public class AuditReconciler implements Reconciler<ConnectionAudit> {
  @Override
  public UpdateControl<ConnectionAudit> reconcile(
      ConnectionAudit audit, Context<ConnectionAudit> context) {
    return UpdateControl.noUpdate();
  }
}
