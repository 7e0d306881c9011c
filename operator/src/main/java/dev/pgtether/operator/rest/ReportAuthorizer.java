package dev.pgtether.operator.rest;

import io.fabric8.kubernetes.api.model.authentication.TokenReview;
import io.fabric8.kubernetes.api.model.authentication.TokenReviewBuilder;
import io.fabric8.kubernetes.api.model.authentication.UserInfo;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReview;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReviewBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the API server says about who asks. A port-forward reaches us with no identity at all. */
@Singleton
public class ReportAuthorizer {

  private final KubernetesClient client;

  public ReportAuthorizer(KubernetesClient client) {
    this.client = client;
  }

  /** What may be answered. */
  enum Decision {
    ALLOWED,
    UNKNOWN_USER,
    FORBIDDEN
  }

  /** Whether the owner of {@code token} may {@code get} that audit's subresource report. */
  Decision authorize(String token, String namespace, String name) {
    UserInfo user = user(token);
    if (user == null) {
      return Decision.UNKNOWN_USER;
    }
    SubjectAccessReview review =
        client.authorization().v1().subjectAccessReview().create(review(user, namespace, name));
    boolean allowed =
        review.getStatus() != null && Boolean.TRUE.equals(review.getStatus().getAllowed());
    return allowed ? Decision.ALLOWED : Decision.FORBIDDEN;
  }

  private @Nullable UserInfo user(String token) {
    TokenReview review =
        client
            .tokenReviews()
            .create(new TokenReviewBuilder().withNewSpec().withToken(token).endSpec().build());
    return review.getStatus() != null
            && Boolean.TRUE.equals(review.getStatus().getAuthenticated())
            && review.getStatus().getUser() != null
        ? review.getStatus().getUser()
        : null;
  }

  private static SubjectAccessReview review(UserInfo user, String namespace, String name) {
    Map<String, List<String>> extra = new LinkedHashMap<>();
    if (user.getExtra() != null) {
      user.getExtra().forEach((key, values) -> extra.put(key, new ArrayList<>(values)));
    }
    return new SubjectAccessReviewBuilder()
        .withNewSpec()
        .withUser(user.getUsername())
        .withUid(user.getUid())
        .withGroups(user.getGroups())
        .withExtra(extra)
        .withNewResourceAttributes()
        .withGroup("pgtether.dev")
        .withResource("connectionaudits")
        .withSubresource("report")
        .withVerb("get")
        .withNamespace(namespace)
        .withName(name)
        .endResourceAttributes()
        .endSpec()
        .build();
  }
}
