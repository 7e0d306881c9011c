package dev.pgtether.operator.database;

import dev.pgtether.correlation.fact.AddressRange;
import dev.pgtether.database.protocol.ResponseMemoryBudget;
import dev.pgtether.operator.cluster.services.ServiceRoutes;
import dev.pgtether.operator.database.destination.DestinationPolicy;
import dev.pgtether.operator.database.destination.DestinationSettings;
import dev.pgtether.operator.database.destination.ProtectedEndpointLookup;
import dev.pgtether.operator.database.destination.ProtectedEndpoints;
import dev.pgtether.operator.database.destination.ServerAliasPolicy;
import dev.pgtether.operator.database.secret.NamespacedObjectReader;
import dev.pgtether.operator.leader.Replica;
import io.fabric8.kubernetes.client.KubernetesClient;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Puts this room together. */
@ApplicationScoped
public class DatabaseBeans {

  /** To find out which destinations are closed. */
  private static final Duration LOOKUP_TIMEOUT = Duration.ofSeconds(5);

  @Produces
  @Singleton
  SessionOpener logins(
      KubernetesClient client,
      Replica replica,
      ServiceRoutes routes,
      InstantSource clock,
      DestinationSettings destinations,
      PasswordSettings passwords,
      @ConfigProperty(name = "pgtether.audit.deadline", defaultValue = "10s")
          Duration connectTimeout) {
    return new SessionOpener(
        new NamespacedObjectReader(client),
        new DestinationPolicy(
            ranges(destinations.allowedCidrs(), "pgtether.destinations.allowed-cidrs"),
            new ProtectedEndpoints(
                new ProtectedEndpointLookup(client, replica)::lookup,
                routes::endpointsBehind,
                clock,
                LOOKUP_TIMEOUT)),
        new PasswordMethodPolicy(hosts(passwords.cleartextHosts()), hosts(passwords.md5Hosts())),
        new ServerAliasPolicy(
            ranges(destinations.knownAsCidrs(), "pgtether.destinations.known-as-cidrs")),
        connectTimeout,
        ResponseMemoryBudget.ofThisProcess());
  }

  private static List<AddressRange> ranges(Optional<List<String>> configured, String key) {
    try {
      return configured.orElse(List.of()).stream().map(AddressRange::parse).toList();
    } catch (IllegalArgumentException notARange) {
      throw new IllegalStateException(key + ": " + notARange.getMessage(), notARange);
    }
  }

  private static Set<String> hosts(Optional<List<String>> configured) {
    return Set.copyOf(configured.orElse(List.of()));
  }
}
