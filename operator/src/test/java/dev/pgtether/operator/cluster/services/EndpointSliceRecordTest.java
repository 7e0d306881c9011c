package dev.pgtether.operator.cluster.services;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.client.utils.Serialization;
import org.junit.jupiter.api.Test;

class EndpointSliceRecordTest {
  @Test
  void the_endpoint_slice_of_a_service_without_pods_has_no_endpoints() {
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
    EndpointSliceRecord record = EndpointSliceRecord.of(slice);

    // Then
    assertThat(record.service()).isEqualTo("shop/orders");
    assertThat(record.ready()).isEmpty();
    assertThat(record.terminating()).isEmpty();
  }
}
