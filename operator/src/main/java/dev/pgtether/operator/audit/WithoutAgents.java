package dev.pgtether.operator.audit;

import dev.pgtether.audit.Agents;
import dev.pgtether.audit.Sighted;
import io.quarkus.arc.DefaultBean;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Where no room asks agents, nobody is asked, and pods are told by their addresses alone. */
@ApplicationScoped
public class WithoutAgents {

  @Produces
  @DefaultBean
  @Singleton
  Agents agents() {
    return (questions, deadline) -> Sighted.NOTHING;
  }
}
