package dev.pgtether.operator.status;

import dev.pgtether.operator.api.ConnectionAudit;
import dev.pgtether.operator.api.ConnectionAuditStatus;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import jakarta.inject.Singleton;

/**
 * By server-side apply of a fresh object: what this field manager no longer says is taken away, and
 * nothing that was read goes back.
 */
@Singleton
public class AppliedStatus implements StatusWriter {

  private static final PatchContext APPLY =
      new PatchContext.Builder()
          .withPatchType(PatchType.SERVER_SIDE_APPLY)
          .withFieldManager("pgtether-status")
          .withForce(true)
          .build();

  private final KubernetesClient client;

  public AppliedStatus(KubernetesClient client) {
    this.client = client;
  }

  @Override
  public void write(ConnectionAudit audit, ConnectionAuditStatus status) {
    ConnectionAudit fresh = new ConnectionAudit();
    fresh.setMetadata(
        new ObjectMetaBuilder()
            .withNamespace(audit.getMetadata().getNamespace())
            .withName(audit.getMetadata().getName())
            // A resource of the same name that was made anew is another one: the API server
            // refuses the patch then.
            .withUid(audit.getMetadata().getUid())
            .build());
    fresh.setStatus(status);
    client.resource(fresh).subresource("status").patch(APPLY);
  }
}
