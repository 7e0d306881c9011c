package dev.pgtether.operator.admission;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AgentResourcesTest {

  @ParameterizedTest
  @CsvSource({
    "fifty, 250m, 64Mi, pgtether.inject.cpu: fifty is no quantity",
    "50m, 0, 64Mi, pgtether.inject.cpu-limit: 0 is not above 0",
    "50m, 250m, 64 megabytes, pgtether.inject.memory: 64 megabytes is no quantity",
    "1, 250m, 64Mi, pgtether.inject.cpu (1) is above pgtether.inject.cpu-limit (250m)",
  })
  void what_the_api_server_would_refuse_in_every_pod_is_refused_at_the_start(
      String cpu, String limit, String memory, String why) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AgentResources.of(cpu, limit, memory))
        .withMessageStartingWith(why);
  }

  @Test
  void a_limit_may_be_the_request() {
    assertThatCode(() -> AgentResources.of("1", "1000m", "64Mi")).doesNotThrowAnyException();
  }
}
