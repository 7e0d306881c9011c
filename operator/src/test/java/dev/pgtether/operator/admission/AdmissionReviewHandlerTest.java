package dev.pgtether.operator.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AdmissionReviewHandlerTest {

  private final List<String> injectedInto = new ArrayList<>();
  private final AdmissionReviewHandler admissionReviewHandler =
      new AdmissionReviewHandler(
          new KubernetesSerialization(),
          new PodInjector(
              PodInjectorCasesTest.AGENT,
              "pgtether-system",
              namespace -> Map.of(),
              namespace -> null),
          injectedInto::add);

  @Test
  void a_pod_that_asks_is_allowed_with_a_patch() throws IOException {
    // When
    JsonNode response = answer(review("CREATE", "sockets", "{}", false));
    // Then
    assertThat(response.path("uid").textValue()).isEqualTo("u-1");
    assertThat(response.path("allowed").booleanValue()).isTrue();
    assertThat(response.path("patchType").textValue()).isEqualTo("JSONPatch");
    assertThat(patch(response)).contains("\"path\":\"/spec/initContainers/-\"");
    assertThat(response.has("warnings")).isFalse();
    assertThat(injectedInto).containsExactly("shop");
  }

  @Test
  void whoever_creates_a_pod_is_warned_when_it_gets_less() throws IOException {
    assertThat(answer(review("CREATE", "processes", "{}", false)).at("/warnings/0").textValue())
        .startsWith("pgtether: sockets only: not every container says runAsUser");
    assertThat(
            answer(review("CREATE", "sockets", "{\"hostNetwork\":true}", false))
                .at("/warnings/0")
                .textValue())
        .startsWith("pgtether: no agent was added: the pod uses the host's network");
  }

  @Test
  void a_dry_run_has_no_effect_elsewhere() throws IOException {
    assertThat(answer(review("CREATE", "sockets", "{}", true)).has("patch")).isTrue();
    assertThat(injectedInto).isEmpty();
  }

  @Test
  void anything_but_a_creation_is_allowed_as_it_is() throws IOException {
    JsonNode response = answer(review("UPDATE", "sockets", "{}", false));
    assertThat(response.path("allowed").booleanValue()).isTrue();
    assertThat(response.has("patch")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{}", "[]", "null", "{\"request\":{}}", "{\"request\":", "<html>"})
  void what_is_no_review_is_refused(String body) {
    assertThatIllegalArgumentException().isThrownBy(() -> admissionReviewHandler.answer(body));
  }

  private JsonNode answer(String review) throws IOException {
    JsonNode answer = new ObjectMapper().readTree(admissionReviewHandler.answer(review));
    assertThat(answer.path("apiVersion").textValue()).isEqualTo("admission.k8s.io/v1");
    assertThat(answer.path("kind").textValue()).isEqualTo("AdmissionReview");
    return answer.path("response");
  }

  private static String patch(JsonNode response) {
    byte[] patch = Base64.getDecoder().decode(response.path("patch").textValue());
    return new String(patch, StandardCharsets.UTF_8);
  }

  private static String review(String operation, String label, String spec, boolean dryRun) {
    String containers = "\"containers\":[{\"name\":\"app\",\"image\":\"a\"}]";
    String whole =
        spec.equals("{}") ? "{" + containers + "}" : spec.replace("}", "," + containers + "}");
    return """
        {"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","request":{"uid":"u-1",
         "kind":{"group":"","version":"v1","kind":"Pod"},"operation":"%s","namespace":"shop",
         "dryRun":%s,"object":{"apiVersion":"v1","kind":"Pod",
         "metadata":{"generateName":"checkout-","labels":{"pgtether.dev/inject":"%s"}},"spec":%s}}}
        """
        .formatted(operation, dryRun, label, whole);
  }
}
