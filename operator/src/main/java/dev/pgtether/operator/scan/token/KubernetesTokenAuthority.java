package dev.pgtether.operator.scan.token;

import dev.pgtether.wire.Exchange;
import io.fabric8.kubernetes.api.model.authentication.TokenReview;
import io.fabric8.kubernetes.api.model.authentication.TokenReviewBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenReviewStatus;
import io.fabric8.kubernetes.api.model.authentication.UserInfo;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The API server, over the operator's client. Needs create on TokenReviews and get on the keys. */
final class KubernetesTokenAuthority implements TokenAuthority {

  private static final String KEYS = "/openid/v1/jwks";
  private static final String ACCOUNT = "system:serviceaccount:";

  // k8s.io/apiserver, pkg/authentication/serviceaccount/util.go
  private static final String POD_NAME = "authentication.kubernetes.io/pod-name";
  private static final String POD_UID = "authentication.kubernetes.io/pod-uid";

  private final KubernetesClient client;

  KubernetesTokenAuthority(KubernetesClient client) {
    this.client = client;
  }

  @Override
  public String signingKeys() {
    String keys = client.raw(KEYS);
    if (keys == null) {
      throw new IllegalStateException("the API server has no " + KEYS);
    }
    return keys;
  }

  @Override
  public Review review(String token) {
    TokenReview review =
        client
            .tokenReviews()
            .create(
                new TokenReviewBuilder()
                    .withNewSpec()
                    .withToken(token)
                    .withAudiences(Exchange.AUDIENCE)
                    .endSpec()
                    .build());
    TokenReviewStatus status = review.getStatus();
    if (status == null || !Boolean.TRUE.equals(status.getAuthenticated())) {
      String error = status == null ? null : status.getError();
      return new Review.Denied(error == null ? "it is not authenticated" : error);
    }
    // An authenticator that knows nothing of audiences leaves the list empty, and vouches for none.
    if (!Objects.requireNonNullElse(status.getAudiences(), List.of()).contains(Exchange.AUDIENCE)) {
      return new Review.Denied("it is not for the audience " + Exchange.AUDIENCE);
    }
    return authenticated(status.getUser());
  }

  private static Review authenticated(UserInfo user) {
    String name = Objects.requireNonNullElse(user.getUsername(), "");
    int colon = name.lastIndexOf(':');
    if (!name.startsWith(ACCOUNT) || colon < ACCOUNT.length()) {
      return new Review.Denied("it is not a service account's");
    }
    Map<String, List<String>> extra = Objects.requireNonNullElse(user.getExtra(), Map.of());
    return new Review.Authenticated(
        name.substring(ACCOUNT.length(), colon), only(extra, POD_UID), only(extra, POD_NAME));
  }

  private static @Nullable String only(Map<String, List<String>> extra, String key) {
    List<String> values = extra.getOrDefault(key, List.of());
    return values.size() == 1 ? values.getFirst() : null;
  }
}
