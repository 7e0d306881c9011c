package dev.pgtether.operator;

import dev.pgtether.audit.Agents;
import dev.pgtether.audit.Sighted;
import dev.pgtether.correlation.fact.ClockReading;
import dev.pgtether.correlation.fact.Cluster;
import dev.pgtether.correlation.fact.IpAddress;
import dev.pgtether.correlation.pairing.ServerEndpoints;
import dev.pgtether.operator.cluster.ClusterIndex;
import dev.pgtether.operator.cluster.ServiceRoads;
import dev.pgtether.operator.event.EventRecorder;
import io.quarkus.arc.DefaultBean;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Set;

/** Until the rooms behind these ports are built: nobody is known, nobody is asked. */
@ApplicationScoped
public class StandIns {

  @Produces
  @DefaultBean
  @Singleton
  Agents agents() {
    return (questions, deadline) -> Sighted.NOTHING;
  }

  @Produces
  @DefaultBean
  @Singleton
  ClusterIndex index() {
    return new ClusterIndex() {
      @Override
      public boolean ready() {
        return true;
      }

      @Override
      public Cluster viewFor(String auditNamespace, Set<IpAddress> addresses) {
        return new Cluster(
            List.of(), List.of(), List.of(), 0, 0, new ClockReading(System.nanoTime(), 0));
      }
    };
  }

  @Produces
  @DefaultBean
  @Singleton
  ServiceRoads roads() {
    return (own, listed) -> ServerEndpoints.of(List.of(own));
  }

  @Produces
  @DefaultBean
  @Singleton
  EventRecorder events() {
    return (audit, notice) -> {};
  }
}
