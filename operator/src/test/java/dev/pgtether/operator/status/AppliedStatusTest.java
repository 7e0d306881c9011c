package dev.pgtether.operator.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.KubernetesClientException;
import org.junit.jupiter.api.Test;

class AppliedStatusTest {

  @Test
  void anOldDefinitionIsToldFromOtherRefusalsByItsWords() {
    assertThat(
            AppliedStatus.unknownField(
                new KubernetesClientException(
                    "Failure executing: PATCH at: https://10.0.0.1/apis/…/status. Message: failed to"
                        + " create typed patch object (shop/orders; pgtether.dev/v1alpha1,"
                        + " Kind=ConnectionAudit): .status.summary.pooled: field not declared in"
                        + " schema.")))
        .contains(".status.summary.pooled");
    assertThat(AppliedStatus.unknownField(new KubernetesClientException("Conflict"))).isEmpty();
  }
}
