package dev.pgtether.operator.scan.http;

import dev.pgtether.operator.leader.Leadership;
import dev.pgtether.operator.scan.AgentSettings;
import dev.pgtether.operator.scan.ScanBroker;
import dev.pgtether.operator.scan.token.AgentAuthenticator;
import dev.pgtether.operator.scan.token.RejectCounter;
import dev.pgtether.operator.tls.ca.ServerCertificates;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.random.RandomGenerator;

/** The endpoint's life within the application. */
@Singleton
public class ExchangeServerLifecycle {

  private final AgentSettings settings;
  private final ExchangeServer server;

  public ExchangeServerLifecycle(
      AgentSettings settings,
      ServerCertificates certificates,
      AgentAuthenticator agentAuthenticator,
      ScanBroker hub,
      Leadership leadership,
      RejectCounter rejectCounter,
      MeterRegistry metrics,
      RandomGenerator chance) {
    this.settings = settings;
    this.server =
        new ExchangeServer(
            ExchangeLimits.DEFAULT,
            certificates,
            agentAuthenticator,
            hub,
            leadership,
            rejectCounter,
            metrics,
            chance);
  }

  void start(@Observes StartupEvent event) {
    if (!settings.enabled()) {
      return;
    }
    try {
      server.start(new InetSocketAddress(settings.port()));
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }

  void stop(@Observes ShutdownEvent event) {
    server.close();
  }
}
