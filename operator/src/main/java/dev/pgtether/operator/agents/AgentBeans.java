package dev.pgtether.operator.agents;

import dev.pgtether.correlation.fact.IpAddress;
import dev.pgtether.operator.agents.token.Tokens;
import dev.pgtether.operator.cluster.pods.PodDirectory;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How this room's parts stand together. */
@ApplicationScoped
public class AgentBeans {

  /** Serves the audits as {@link dev.pgtether.audit.Agents}. */
  @Produces
  @Singleton
  AgentHub hub(Leadership leadership, MeterRegistry metrics) {
    return new AgentHub(leadership, metrics);
  }

  @Produces
  @Singleton
  Offences offences(MeterRegistry metrics, InstantSource clock) {
    return new Offences(metrics, clock);
  }

  @Produces
  @Singleton
  WhoSpeaks whoSpeaks(Tokens tokens, Speakers speakers) {
    return new WhoSpeaks(tokens::identify, tokens::forget, speakers);
  }

  @Produces
  @Singleton
  Speakers speakers(PodDirectory podDirectory) {
    return new Speakers() {
      @Override
      public @Nullable Speaker speaker(String podUid) {
        PodDirectory.PodIdentity pod = podDirectory.livePod(podUid);
        return pod == null
            ? null
            : new Speaker(
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
