package dev.pgtether.operator.tls.ca;

import dev.pgtether.operator.leader.Leadership;
import dev.pgtether.operator.leader.Replica;
import dev.pgtether.operator.scan.AgentSettings;
import dev.pgtether.operator.scan.token.AgentPodDirectory;
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
public class CertificateAuthorityBeans {

  @Produces
  @Singleton
  CertificateAuthority certificateAuthority(
      KubernetesClient client,
      Replica replica,
      CertificateAuthoritySettings settings,
      AgentSettings agents,
      @ConfigProperty(name = "pgtether.inject.enabled", defaultValue = "false") boolean injects,
      @ConfigProperty(name = "pgtether.inject.service", defaultValue = "pgtether-webhook")
          String webhookService,
      @ConfigProperty(name = "pgtether.inject.webhook-configuration", defaultValue = "pgtether")
          String webhook,
      Leadership leadership,
      AgentPodDirectory agentPodDirectory,
      InstantSource clock) {
    RotationPolicy rotationPolicy =
        new RotationPolicy(
            settings.spread(), settings.leafLife(), RotationPolicy.DEFAULT.renewBefore());
    ServerCertificateNames names =
        ServerCertificateNames.of(
            replica.namespace(),
            Set.of(agents.service(), webhookService),
            Set.of(replica.address()));
    CertificateAuthority authority =
        new CertificateAuthority(
            new RootReconciler(
                new SecretRootStore(client, replica.namespace(), settings.secret()),
                rotationPolicy),
            new RootPublisher(
                new KubernetesRootPublication(
                    client,
                    settings.configMap(),
                    injects ? Optional.of(webhook) : Optional.empty())),
            new CurrentServerCertificate(names, rotationPolicy, clock),
            leadership,
            agentPodDirectory,
            clock,
            replica.namespace());
    authority.start();
    return authority;
  }

  void stop(@Disposes CertificateAuthority authority) {
    authority.close();
  }
}
