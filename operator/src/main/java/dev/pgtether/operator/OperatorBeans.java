package dev.pgtether.operator;

import dev.pgtether.correlation.fact.IpAddress;
import dev.pgtether.operator.leader.Replica;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** What every room stands on: who we are, what time it is, and chance. */
@ApplicationScoped
public class OperatorBeans {

  @Produces
  @Singleton
  InstantSource clock() {
    return Clock.systemUTC();
  }

  /** For jitter, nothing else. */
  @Produces
  @Singleton
  RandomGenerator chance() {
    return new Random();
  }

  @Produces
  @Singleton
  Replica replica(
      @ConfigProperty(name = "POD_NAME") Optional<String> podName,
      @ConfigProperty(name = "POD_NAMESPACE") Optional<String> namespace,
      @ConfigProperty(name = "POD_IP") Optional<String> address,
      @ConfigProperty(name = "POD_IPS") Optional<List<String>> addresses) {
    IpAddress own = IpAddress.parse(required(address, "POD_IP", "status.podIP"));
    Set<IpAddress> all = new HashSet<>(Set.of(own));
    addresses.ifPresent(more -> more.forEach(one -> all.add(IpAddress.parse(one.strip()))));
    return new Replica(
        required(podName, "POD_NAME", "metadata.name"),
        required(namespace, "POD_NAMESPACE", "metadata.namespace"),
        own,
        all);
  }

  private static String required(Optional<String> value, String variable, String field) {
    return value.orElseThrow(
        () ->
            new IllegalStateException(
                "the environment lacks "
                    + variable
                    + ": set it by the downward API from "
                    + field
                    + ", as the chart does"));
  }
}
