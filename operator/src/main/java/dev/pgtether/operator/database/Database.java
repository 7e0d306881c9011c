package dev.pgtether.operator.database;

import dev.pgtether.correlation.fact.AddressRange;
import dev.pgtether.database.AnswerMemory;
import dev.pgtether.operator.Replica;
import dev.pgtether.operator.cluster.ServiceRoads;
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
public class Database {

  /** To find out which destinations are closed. */
  private static final Duration LOOK_UP = Duration.ofSeconds(5);

  @Produces
  @Singleton
  Logins logins(
      KubernetesClient client,
      Replica replica,
      ServiceRoads roads,
      InstantSource clock,
      DestinationSettings destinations,
      PasswordSettings passwords,
      @ConfigProperty(name = "pgtether.audit.deadline", defaultValue = "10s") Duration patience) {
    return new Logins(
        new NamespacedObjects(client),
        new Destinations(
            ranges(destinations.allowedCidrs(), "pgtether.destinations.allowed-cidrs"),
            new Guarded(new OwnDoors(client, replica)::lookUp, roads::behind, clock, LOOK_UP)),
        new PasswordMethods(hosts(passwords.cleartextHosts()), hosts(passwords.md5Hosts())),
        new KnownAs(ranges(destinations.knownAsCidrs(), "pgtether.destinations.known-as-cidrs")),
        patience,
        AnswerMemory.ofThisProcess());
  }

  private static List<AddressRange> ranges(Optional<List<String>> written, String key) {
    try {
      return written.orElse(List.of()).stream().map(AddressRange::parse).toList();
    } catch (IllegalArgumentException notARange) {
      throw new IllegalStateException(key + ": " + notARange.getMessage(), notARange);
    }
  }

  private static Set<String> hosts(Optional<List<String>> written) {
    return Set.copyOf(written.orElse(List.of()));
  }
}
