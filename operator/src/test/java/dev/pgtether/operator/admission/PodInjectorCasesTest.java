package dev.pgtether.operator.admission;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.fabric8.zjsonpatch.JsonPatch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A folder each: a pod and its namespace as they come, and what becomes of the pod: {@code
 * patch.json}, {@code left.txt}, or neither when nothing does.
 */
class PodInjectorCasesTest {

  private static final Path CASES =
      Path.of("src/test/resources/dev/pgtether/operator/admission/cases");

  private static final ObjectMapper MAPPER =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private static final KubernetesSerialization JSON = new KubernetesSerialization();

  static final AgentContainer AGENT =
      new AgentContainer(
          "pgtether/agent@sha256:0123",
          "IfNotPresent",
          "https://pgtether-agents.pgtether-system.svc:8443",
          AgentResources.of("50m", "250m", "64Mi"));

  static Stream<String> cases() throws IOException {
    try (Stream<Path> folders = Files.list(CASES)) {
      return folders.map(folder -> folder.getFileName().toString()).sorted().toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void a_pod_becomes_what_its_folder_says(String name) throws IOException {
    // Given
    Path folder = CASES.resolve(name);
    Pod pod = JSON.unmarshal(Files.readString(folder.resolve("pod.yaml")), Pod.class);
    Place place = place(folder);
    // When
    InjectionDecision injectionDecision = injection(place).decide(pod, place.name());
    // Then
    assertSame(folder, "patch.json", patchText(injectionDecision));
    assertSame(
        folder,
        "left.txt",
        injectionDecision instanceof InjectionDecision.Leave(String why, var patch)
            ? why + "\n"
            : "");
  }

  @ParameterizedTest
  @MethodSource("cases")
  void a_patched_pod_is_whole_and_is_not_patched_again(String name) throws IOException {
    // Given
    Path folder = CASES.resolve(name);
    Pod pod = JSON.unmarshal(Files.readString(folder.resolve("pod.yaml")), Pod.class);
    Place place = place(folder);
    if (!(injection(place).decide(pod, place.name()) instanceof InjectionDecision.Add add)) {
      return;
    }
    // When
    JsonNode before = MAPPER.readTree(JSON.asJson(pod));
    JsonNode after = JsonPatch.apply(MAPPER.readTree(JSON.asJson(add.patch())), before);
    Pod patched = JSON.unmarshal(after.toString(), Pod.class);
    // Then
    List<Container> first = pod.getSpec().getInitContainers();
    List<Container> then = patched.getSpec().getInitContainers();
    assertThat(then.subList(0, then.size() - 1)).isEqualTo(first);
    assertThat(then.getLast().getName()).isEqualTo(AgentContainer.NAME);
    assertThat(patched.getSpec().getContainers()).isEqualTo(pod.getSpec().getContainers());
    assertThat(injection(place).decide(patched, place.name()))
        .isEqualTo(new InjectionDecision.Nothing());
  }

  private static PodInjector injection(Place place) {
    return new PodInjector(AGENT, "pgtether-system", namespace -> place.labels(), place::noImage);
  }

  private static String patchText(InjectionDecision injectionDecision) throws IOException {
    return switch (injectionDecision) {
      case InjectionDecision.Add add -> patchText(add.patch());
      case InjectionDecision.Leave leave -> patchText(leave.patch());
      case InjectionDecision.Nothing() -> "";
    };
  }

  private static String patchText(List<JsonPatchOperation> patch) throws IOException {
    return MAPPER.writeValueAsString(MAPPER.readTree(JSON.asJson(patch))) + "\n";
  }

  /** What came instead is left in {@code target/golden}. */
  private static void assertSame(Path folder, String file, String actual) throws IOException {
    Path got = Path.of("target", "golden", "inject", folder.getFileName().toString(), file);
    Path expected = folder.resolve(file);
    if (!actual.isEmpty()) {
      Files.createDirectories(got.getParent());
      Files.writeString(got, actual);
    }
    assertThat(Files.exists(expected) ? Files.readString(expected) : "")
        .as("%s; what came instead is in %s", expected, got)
        .isEqualTo(actual);
  }

  /**
   * @param noImage why agents' images cannot be pulled there
   */
  private record Place(String name, Map<String, String> labels, @Nullable String noImage) {
    @Nullable String noImage(String namespace) {
      return namespace.equals(name) ? noImage : null;
    }
  }

  private static Place place(Path folder) throws IOException {
    return JSON.unmarshal(Files.readString(folder.resolve("namespace.yaml")), Place.class);
  }
}
