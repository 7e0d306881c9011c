package dev.pgtether.operator.scan;

import dev.pgtether.correlation.fact.IpAddress;
import dev.pgtether.operator.cluster.pods.PodDirectory;
import dev.pgtether.operator.leader.Leadership;
import dev.pgtether.operator.scan.token.AgentAuthenticator;
import dev.pgtether.operator.scan.token.AgentPodDirectory;
import dev.pgtether.operator.scan.token.RejectCounter;
import dev.pgtether.operator.scan.token.TokenVerifier;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How this room's parts stand together. */
@ApplicationScoped
public class ScanBeans {

  /** Serves the audits as {@link dev.pgtether.audit.Agents}. */
  @Produces
  @Singleton
  ScanBroker hub(Leadership leadership, MeterRegistry metrics) {
    return new ScanBroker(leadership, metrics);
  }

  @Produces
  @Singleton
  RejectCounter offences(MeterRegistry metrics, InstantSource clock) {
    return new RejectCounter(metrics, clock);
  }

  @Produces
  @Singleton
  AgentAuthenticator whoSpeaks(TokenVerifier tokenVerifier, AgentPodDirectory agentPodDirectory) {
    return new AgentAuthenticator(
        tokenVerifier::identify, tokenVerifier::forget, agentPodDirectory);
  }

  @Produces
  @Singleton
  AgentPodDirectory speakers(PodDirectory podDirectory) {
    return new AgentPodDirectory() {
      @Override
      public @Nullable AgentPod speaker(String podUid) {
        PodDirectory.PodIdentity pod = podDirectory.livePod(podUid);
        return pod == null
            ? null
            : new AgentPod(
                pod.uid(), pod.namespace(), pod.name(), pod.addresses(), pod.hostNetwork());
      }

      @Override
      public @Nullable String podAt(IpAddress address) {
        return podDirectory.podUidAt(address);
      }

      @Override
      public Set<String> namespacesWithAgents() {
        return podDirectory.namespacesWithAgents();
      }
    };
  }
}
