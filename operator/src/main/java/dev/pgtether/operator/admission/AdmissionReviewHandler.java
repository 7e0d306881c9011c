package dev.pgtether.operator.admission;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.admission.v1.AdmissionRequest;
import io.fabric8.kubernetes.api.model.admission.v1.AdmissionResponse;
import io.fabric8.kubernetes.api.model.admission.v1.AdmissionResponseBuilder;
import io.fabric8.kubernetes.api.model.admission.v1.AdmissionReview;
import io.fabric8.kubernetes.api.model.admission.v1.AdmissionReviewBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.function.Consumer;

/** An AdmissionReview (admission.k8s.io/v1) in, one out. Every pod is allowed. */
final class AdmissionReviewHandler {

  /** What the API server passes on to people, who see it as a warning of kubectl. */
  private static final int LONGEST_WARNING = 250;

  private final KubernetesSerialization json;
  private final PodInjector podInjector;
  private final Consumer<String> injectedInto;

  /**
   * @param injectedInto is told the namespaces of pods that got an agent and are really created
   */
  AdmissionReviewHandler(
      KubernetesSerialization json, PodInjector podInjector, Consumer<String> injectedInto) {
    this.json = json;
    this.podInjector = podInjector;
    this.injectedInto = injectedInto;
  }

  /**
   * Answers one review.
   *
   * @throws IllegalArgumentException when it is none of a pod's creation
   */
  String answer(String body) {
    AdmissionRequest request = request(body);
    AdmissionResponse response =
        request.getObject() instanceof Pod pod
                && pod.getSpec() != null
                && pod.getMetadata() != null
                && "CREATE".equals(request.getOperation())
            ? respond(request, pod)
            : allowed(request).build();
    return json.asJson(
        new AdmissionReviewBuilder()
            .withApiVersion("admission.k8s.io/v1")
            .withResponse(response)
            .build());
  }

  private AdmissionRequest request(String body) {
    try {
      AdmissionReview review = json.unmarshal(body, AdmissionReview.class);
      if (review != null && review.getRequest() != null && review.getRequest().getUid() != null) {
        return review.getRequest();
      }
    } catch (KubernetesClientException | IllegalArgumentException unreadable) {
      throw new IllegalArgumentException(
          "not an AdmissionReview of admission.k8s.io/v1", unreadable);
    }
    throw new IllegalArgumentException("an AdmissionReview without a request");
  }

  private AdmissionResponse respond(AdmissionRequest request, Pod pod) {
    String namespace = request.getNamespace() == null ? "" : request.getNamespace();
    AdmissionResponseBuilder response = allowed(request);
    switch (podInjector.decide(pod, namespace)) {
      case InjectionDecision.Nothing() -> {}
      case InjectionDecision.Leave(String why, List<JsonPatchOperation> patch) -> {
        response.withWarnings(warning(PodInjector.NONE + why));
        add(patch, response);
      }
      case InjectionDecision.Add add -> {
        add(add.patch(), response);
        add.less().ifPresent(less -> response.withWarnings(warning(less)));
        if (!Boolean.TRUE.equals(request.getDryRun())) {
          injectedInto.accept(namespace);
        }
      }
    }
    return response.build();
  }

  private void add(List<JsonPatchOperation> patch, AdmissionResponseBuilder response) {
    response.withPatchType("JSONPatch").withPatch(base64(json.asJson(patch)));
  }

  private static AdmissionResponseBuilder allowed(AdmissionRequest request) {
    return new AdmissionResponseBuilder().withUid(request.getUid()).withAllowed(true);
  }

  private static String warning(String text) {
    String whole = "pgtether: " + text;
    return whole.length() <= LONGEST_WARNING ? whole : whole.substring(0, LONGEST_WARNING);
  }

  private static String base64(String patch) {
    return Base64.getEncoder().encodeToString(patch.getBytes(StandardCharsets.UTF_8));
  }
}
