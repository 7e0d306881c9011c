package dev.pgtether.operator.kubernetes.status;

import dev.pgtether.operator.api.ConnectionAudit;
import dev.pgtether.operator.api.ConnectionAuditStatus;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.RequestConfig;
import io.fabric8.kubernetes.client.RequestConfigBuilder;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * By server-side apply of a fresh object: what this field manager no longer says is taken away, and
 * nothing that was read goes back.
 */
@Singleton
public class ServerSideApplyStatusWriter implements StatusWriter {

  private static final PatchContext APPLY =
      new PatchContext.Builder()
          .withPatchType(PatchType.SERVER_SIDE_APPLY)
          .withFieldManager("pgtether-status")
          .withForce(true)
          .build();

  private static final Pattern UNKNOWN_FIELD =
      Pattern.compile("(\\.status[^\\s:]*): field not declared in schema");

  private final KubernetesClient client;

  public ServerSideApplyStatusWriter(KubernetesClient client) {
    // It answers 500 to an unknown field, which the client would repeat for minutes; whoever
    // reports
    // tries again by itself.
    RequestConfig noRetries =
        new RequestConfigBuilder(client.getConfiguration().getRequestConfig())
            .withRequestRetryBackoffLimit(0)
            .build();
    this.client = client.newClient(noRetries).adapt(KubernetesClient.class);
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
    try {
      client.resource(fresh).subresource("status").patch(APPLY);
    } catch (KubernetesClientException refused) {
      throw unknownField(refused)
          .<RuntimeException>map(field -> new OutdatedSchemaException(field, refused))
          .orElse(refused);
    }
  }

  /**
   * A server-side apply is not pruned: the API server refuses all of it, with 500 or 400 by version
   * (structured-merge-diff's errors have no code of their own).
   */
  static Optional<String> unknownField(KubernetesClientException refused) {
    Matcher matcher = UNKNOWN_FIELD.matcher(String.valueOf(refused.getMessage()));
    return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
  }
}
