package dev.pgtether.operator.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.client.utils.Serialization;
import org.junit.jupiter.api.Test;

class SliceRecordTest {
  @Test
  void theSliceOfAServiceWithoutPodsIsReadAsLeadingNowhere() {
    // Given what the endpoints controller writes when the last pod is gone
    EndpointSlice slice =
        Serialization.unmarshal(
            """
            {"apiVersion": "discovery.k8s.io/v1", "kind": "EndpointSlice", "addressType": "IPv4",
             "metadata": {"namespace": "shop", "name": "orders-x2f",
               "labels": {"kubernetes.io/service-name": "orders"}},
             "endpoints": null, "ports": null}
            """,
            EndpointSlice.class);

    // When
    SliceRecord record = SliceRecord.of(slice);

    // Then
    assertThat(record.service()).isEqualTo("shop/orders");
    assertThat(record.ready()).isEmpty();
    assertThat(record.closing()).isEmpty();
  }
}
