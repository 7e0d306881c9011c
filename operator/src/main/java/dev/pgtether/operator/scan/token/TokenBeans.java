package dev.pgtether.operator.scan.token;

import io.fabric8.kubernetes.client.KubernetesClient;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.InstantSource;

/** Tokens, asked about at the operator's own API server. */
@ApplicationScoped
public class TokenBeans {

  @Produces
  @Singleton
  TokenVerifier tokens(KubernetesClient client, InstantSource clock) {
    return new TokenVerifier(new KubernetesTokenAuthority(client), clock);
  }
}
