package dev.pgtether.operator.agents.token;

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
  Tokens tokens(KubernetesClient client, InstantSource clock) {
    return new Tokens(new ApiServer(client), clock);
  }
}
