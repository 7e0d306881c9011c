package dev.pgtether.operator.agents.trust;

import dev.pgtether.operator.Replica;
import dev.pgtether.operator.agents.AgentSettings;
import dev.pgtether.operator.agents.Leadership;
import dev.pgtether.operator.agents.Speakers;
import io.fabric8.kubernetes.client.KubernetesClient;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * The one certificate authority of the application; at work from when somebody first asks for it.
 */
@ApplicationScoped
public class TrustBeans {

  @Produces
  @Singleton
  CertificateAuthority certificateAuthority(
      KubernetesClient client,
      Replica replica,
      TrustSettings settings,
      AgentSettings agents,
      @ConfigProperty(name = "pgtether.inject.enabled", defaultValue = "false") boolean injects,
      @ConfigProperty(name = "pgtether.inject.service", defaultValue = "pgtether-webhook")
          String webhookService,
      @ConfigProperty(name = "pgtether.inject.webhook-configuration", defaultValue = "pgtether")
          String webhook,
      Leadership leadership,
      Speakers speakers,
      InstantSource clock) {
    Rotation rotation =
        new Rotation(settings.spread(), settings.leafLife(), Rotation.DEFAULT.renewBefore());
    LeafNames names =
        LeafNames.of(
            replica.namespace(),
            Set.of(agents.service(), webhookService),
            Set.of(replica.address()));
    CertificateAuthority authority =
        new CertificateAuthority(
            new RootKeeper(
                new SecretRootStore(client, replica.namespace(), settings.secret()), rotation),
            new Publisher(
                new ClusterPublication(
                    client,
                    settings.configMap(),
                    injects ? Optional.of(webhook) : Optional.empty())),
            new CurrentLeaf(names, rotation, clock),
            leadership,
            speakers,
            clock);
    authority.start();
    return authority;
  }

  void stop(@Disposes CertificateAuthority authority) {
    authority.close();
  }
}
