package dev.pgtether.operator.agents.exchange;

import dev.pgtether.operator.agents.AgentHub;
import dev.pgtether.operator.agents.AgentSettings;
import dev.pgtether.operator.agents.Leadership;
import dev.pgtether.operator.agents.LeafCertificates;
import dev.pgtether.operator.agents.Offences;
import dev.pgtether.operator.agents.WhoSpeaks;
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
public class ExchangeService {

  private final AgentSettings settings;
  private final ExchangeServer server;

  public ExchangeService(
      AgentSettings settings,
      LeafCertificates certificates,
      WhoSpeaks whoSpeaks,
      AgentHub hub,
      Leadership leadership,
      Offences offences,
      MeterRegistry metrics,
      RandomGenerator chance) {
    this.settings = settings;
    this.server =
        new ExchangeServer(
            ExchangeLimits.DEFAULT,
            certificates,
            whoSpeaks,
            hub,
            leadership,
            offences,
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
