package dev.pgtether.operator.health;

import dev.pgtether.operator.scan.AgentSettings;
import dev.pgtether.operator.tls.ca.ServerCertificates;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * A replica is ready when it has a certificate that the API server and agents have been told to
 * trust: pods that are created before get no agent.
 */
@Readiness
@Singleton
public class CertificateReadiness implements HealthCheck {

  private final AgentSettings agents;
  private final ServerCertificates certificates;

  public CertificateReadiness(AgentSettings agents, ServerCertificates certificates) {
    this.agents = agents;
    this.certificates = certificates;
  }

  @Override
  public HealthCheckResponse call() {
    return HealthCheckResponse.named("certificate announced")
        .status(!agents.enabled() || certificates.isReady())
        .build();
  }
}
