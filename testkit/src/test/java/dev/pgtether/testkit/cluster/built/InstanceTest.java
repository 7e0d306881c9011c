package dev.pgtether.testkit.cluster.built;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InstanceTest {

  @Test
  void no_two_clusters_share_an_address_or_a_name() {
    // Given
    List<String> ranges = new ArrayList<>();
    List<String> names = new ArrayList<>();
    for (int number = 0; number < 16; number++) {
      ClusterInstance clusterInstance = new ClusterInstance(number);
      ranges.addAll(clusterInstance.allRanges());
      names.addAll(
          List.of(
              clusterInstance.bridge(), clusterInstance.vethName(1), clusterInstance.vethName(2)));
    }
    // Then
    assertThat(names)
        .doesNotHaveDuplicates()
        .allSatisfy(name -> assertThat(name).hasSizeLessThan(16));
    for (String range : ranges) {
      assertThat(ranges)
          .filteredOn(other -> NodeNetwork.overlap(range, other))
          .containsExactly(range);
    }
    assertThatThrownBy(() -> new ClusterInstance(16)).hasMessageContaining("0 to 15");
  }

  @ParameterizedTest(name = "{0} and {1} overlap: {2}")
  @CsvSource({
    "172.30.0.0/24, 172.30.0.1, true",
    "172.30.0.0/24, 172.16.0.0/12, true",
    "172.30.0.0/24, 172.30.1.0/24, false",
    "10.42.1.0/24, 10.0.0.0/8, true",
    "10.42.1.0/24, 0.0.0.0/0, true",
    "10.42.1.0/24, 192.168.0.0/16, false"
  })
  void ranges_overlap_when_one_holds_an_address_of_the_other(
      String one, String other, boolean overlap) {
    assertThat(NodeNetwork.overlap(one, other)).isEqualTo(overlap);
    assertThat(NodeNetwork.overlap(other, one)).isEqualTo(overlap);
  }
}
