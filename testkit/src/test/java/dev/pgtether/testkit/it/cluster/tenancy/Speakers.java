package dev.pgtether.testkit.it.cluster.tenancy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtether.testkit.client.TlsRequestProgram;
import dev.pgtether.testkit.cluster.JavaClientImage;
import dev.pgtether.testkit.it.cluster.agents.HandMadeAgent;
import dev.pgtether.testkit.it.cluster.yardstick.Audit;
import dev.pgtether.testkit.it.cluster.yardstick.Report;
import dev.pgtether.wire.Exchange;
import dev.pgtether.wire.Versions;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** The part of {@link TenancyIT} about agents: no pod speaks for another. */
interface Speakers {
  /** A few audits: an agent that was silent is waited for only once it has been heard. */
  Duration TOLD = Duration.ofSeconds(60);

  Tenants tenants();

  @Test
  default void an_agent_speaks_for_its_own_pod_alone_and_once() {
    // Given
    String here = tenants().cluster().machineAddress();
    String server = here + ":" + tenants().treasury().port();
    String token = tenants().tokenOf(Tenants.LIAR);
    try (Audit audit =
            tenants()
                .operator()
                .audit(tenants().crown(), "accounts", here, tenants().treasury().port());
        HandMadeAgent mute = tenants().agent();
        HandMadeAgent liar = tenants().agent();
        AgentsTale tale =
            AgentsTale.tell(
                tenants().agent(),
                token,
                tenants().addressOf(Tenants.LIAR),
                server,
                tenants().socketOf(Tenants.LIAR),
                tenants().socketOf(Tenants.MUTE))) {
      CompletableFuture<HttpResponse<String>> asked = mute.greet(tenants().tokenOf(Tenants.MUTE));

      // When it tells its tale, tells it again, and answers what another was asked
      Report report =
          audit.until("its own row is as it says", TOLD, one -> isTold(one, Tenants.LIAR));
      HttpResponse<String> repeated = liar.post(token, tale.last().get()).join();
      HttpResponse<String> forAnother =
          liar.post(token, tale.answering(AgentsTale.question(asked.join()))).join();

      // Then
      assertThat(isTold(report, Tenants.MUTE)).as(report.toString()).isFalse();
      assertThat(report.named(Tenants.MUTE))
          .singleElement()
          .satisfies(said -> assertThat(said.pids()).isEmpty());
      for (HttpResponse<String> refused : List.of(repeated, forAnother)) {
        assertThat(refused.statusCode()).as(refused.body()).isEqualTo(409);
        assertThat(refused.body()).contains("STALE", "given before, or never asked for");
      }
      assertThat(tenants().operator().metrics())
          .contains("pgtether_agents_refused_total{kind=\"replayed\"} 2.0");
      assertThat(tenants().operator().log().split("refused kind=replayed", -1)).hasSize(2);
      assertThat(isTold(audit.next(), Tenants.MUTE)).isFalse();
    }
  }

  private static boolean isTold(Report report, String pod) {
    return report.named(pod).stream().anyMatch(said -> said.pids().contains(AgentsTale.PID));
  }

  @Test
  default void a_token_is_refused_when_it_comes_from_another_pod() {
    // Given
    String stolen = tenants().tokenOf(Tenants.MUTE);

    // Then
    assertThat(posted(tenants().tokenOf(Tenants.LIAR))).startsWith("HTTP/1.1 400");
    assertThat(posted(stolen)).startsWith("HTTP/1.1 403").contains("another pod's address");
    assertThat(tenants().operator().metrics())
        .contains("pgtether_agents_refused_total{kind=\"other-pods-token\"} 1.0");
    assertThat(tenants().operator().log())
        .contains("refused kind=other-pods-token")
        .doesNotContain(stolen);
  }

  /** The answer to a post, of no use but for its token, that comes from the liar's pod. */
  private String posted(String token) {
    String request =
        "POST %s HTTP/1.1\r\nHost: %s\r\nAuthorization: Bearer %s\r\n%s: %s\r\nContent-Length: 2\r\n\r\n{}"
            .formatted(
                Exchange.PATH,
                tenants().operatorAddress(),
                token,
                Exchange.WIRE_HEADER,
                Versions.SPOKEN);
    return tenants()
        .crown()
        .exec(
            Tenants.LIAR,
            "sh",
            "-c",
            "printf %s \"$0\" >/tmp/roots; printf %s \"$1\" >/tmp/request; exec java -cp '"
                + JavaClientImage.CLASS_PATH
                + "' "
                + TlsRequestProgram.class.getName()
                + " \"$2\" \"$3\" /tmp/roots /tmp/request",
            tenants().roots(),
            request,
            tenants().operatorAddress(),
            Integer.toString(Tenants.AGENTS));
  }
}
