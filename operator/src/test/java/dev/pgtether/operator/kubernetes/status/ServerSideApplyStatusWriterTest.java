package dev.pgtether.operator.kubernetes.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.KubernetesClientException;
import org.junit.jupiter.api.Test;

class ServerSideApplyStatusWriterTest {

  @Test
  void an_old_definition_is_told_from_other_refusals_by_its_words() {
    assertThat(
            ServerSideApplyStatusWriter.unknownField(
                new KubernetesClientException(
                    "Failure executing: PATCH at: https://10.0.0.1/apis/…/status. Message: failed to"
                        + " create typed patch object (shop/orders; pgtether.dev/v1alpha1,"
                        + " Kind=ConnectionAudit): .status.summary.pooled: field not declared in"
                        + " schema.")))
        .contains(".status.summary.pooled");
    assertThat(ServerSideApplyStatusWriter.unknownField(new KubernetesClientException("Conflict")))
        .isEmpty();
  }
}
