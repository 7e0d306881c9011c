package dev.pgtether.audit.document;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.pgtether.audit.Audit;
import dev.pgtether.correlation.fact.AddressAssignment;
import dev.pgtether.correlation.fact.IpAddress;
import dev.pgtether.correlation.fact.Pod;
import dev.pgtether.correlation.fact.PodTombstone;
import dev.pgtether.correlation.fact.SocketHolder;
import dev.pgtether.correlation.fact.Workload;
import dev.pgtether.correlation.pairing.ClientPod;
import dev.pgtether.correlation.pairing.Evidence;
import dev.pgtether.correlation.pairing.Evidence.Code;
import dev.pgtether.correlation.pairing.Pairing;
import dev.pgtether.correlation.pairing.PairingMemory;
import dev.pgtether.correlation.pairing.PairingOutcome;
import dev.pgtether.correlation.pairing.Verdict;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ClusterDocumentTest {

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final IpAddress ADDRESS = IpAddress.parse("10.42.1.7");
  private static final Workload CHECKOUT = new Workload("Deployment", "shop", "checkout");
  private static final Pod POD =
      new Pod(
          "uid-1",
          "shop",
          "checkout-7d9f",
          "two",
          Map.of(ADDRESS, new AddressAssignment(0, 0)),
          false,
          null,
          null,
          true,
          CHECKOUT,
          Map.of("c0ffee", "app"),
          Pod.AgentState.PRESENT,
          null);
  private static final PodTombstone OLD =
      new PodTombstone(
          "uid-0",
          "shop",
          "checkout-old",
          CHECKOUT,
          ADDRESS,
          new AddressAssignment(0, 0),
          5,
          9,
          true);

  private static final Audited AUDITED =
      audited(
          2,
          about(
              Examples.exact(
                  Examples.row(10614, "10.42.1.7", 41592),
                  new SocketHolder(Examples.process(7), 4711, "java", "c0ffee")),
              new ClientPod.Live(POD)),
          about(
              Examples.unpaired(
                  Examples.row(10615, "10.42.1.7", 41593),
                  Verdict.GHOST,
                  new Evidence(
                      Code.POD_GONE,
                      Map.of("pod", "shop/checkout-old", "gone", "2026-10-05T02:00:00Z"))),
              new ClientPod.Gone(OLD)),
          about(
              Examples.unpaired(
                  Examples.row(10616, "10.42.1.7", 41594),
                  Verdict.POD,
                  new Evidence(Code.AGENT_SILENT, Map.of("pod", "shop/checkout-7d9f"))),
              new ClientPod.Live(POD)),
          Examples.unpaired(
              Examples.row(10617, "10.42.9.9", 41594),
              Verdict.UNKNOWN,
              Examples.evidence(Code.NOT_VISIBLE)));

  @Test
  void the_table_has_pods_and_workloads_and_containers_by_name() {
    assertThat(Table.of(AUDITED, TableStyle.PLAIN).lines())
        .containsExactly(
            "Backend PID  Backend Addr    Client Addr      Client PID  Verdict  Pod                 Workload             State  Since  User      Database  Application  Command  Container",
            "10614        127.0.0.1:5432  10.42.1.7:41592  7           EXACT    shop/checkout-7d9f  Deployment/checkout  idle   42s    checkout  orders    app          java     app",
            "10615        ?               10.42.1.7:41593  -           GHOST    shop/checkout-old   Deployment/checkout  idle   42s    checkout  orders    app          -        -",
            "10616        ?               10.42.1.7:41594  ?           POD      shop/checkout-7d9f  Deployment/checkout  idle   42s    checkout  orders    app          ?        ?",
            "10617        ?               10.42.9.9:41594  ?           UNKNOWN  ?                   ?                    idle   42s    checkout  orders    app          ?        ?");
  }

  @Test
  void the_document_names_the_pod_and_counts_the_agents() throws JsonProcessingException {
    JsonNode document = MAPPER.readTree(JsonDocument.compact(AUDITED));
    JsonNode exact = document.at("/connections/0");
    assertThat(exact.at("/namespace").asText()).isEqualTo("shop");
    assertThat(exact.at("/pod").asText()).isEqualTo("checkout-7d9f");
    assertThat(exact.at("/podUid").asText()).isEqualTo("uid-1");
    assertThat(exact.at("/workload").asText()).isEqualTo("Deployment/checkout");
    assertThat(exact.at("/container").asText()).isEqualTo("app");
    assertThat(exact.at("/holders/0/container").asText()).isEqualTo("app");
    assertThat(document.at("/connections/1/pod").asText()).isEqualTo("checkout-old");
    assertThat(document.at("/connections/3/pod").isNull()).isTrue();
    assertThat(document.at("/summary/agentsAsked").asInt()).isEqualTo(3);
    assertThat(document.at("/summary/agentsAnswered").asInt()).isEqualTo(1);
  }

  @Test
  void the_document_is_valid_by_the_schema() throws IOException {
    try (InputStream file = Audit.class.getResourceAsStream("audit-v1.schema.json")) {
      var schema =
          SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12).getSchema(file);
      assertThat(schema.validate(JsonDocument.compact(AUDITED), InputFormat.JSON)).isEmpty();
    }
  }

  @Test
  void a_silent_agent_makes_the_audit_incomplete_and_is_said() {
    assertThat(AUDITED.isComplete()).isFalse();
    assertThat(Remarks.notSeen(AUDITED))
        .contains(
            "not seen: 2 agents asked without an answer in time (1 row affected) - the logs of the"
                + " pgtether-agent containers say why");
  }

  @Test
  void who_may_not_be_seen_is_counted_and_does_not_make_it_incomplete() {
    Audited audited = audited(0, AUDITED.shown().getLast());
    assertThat(audited.isComplete()).isTrue();
    assertThat(Remarks.notSeen(audited))
        .containsExactly(
            "not seen: the pods of 1 row - annotate their namespaces with pgtether.dev/visible-to");
  }

  private static Audited audited(int silent, Pairing... pairings) {
    return new Audited(
        Examples.SERVER,
        "audit",
        new PairingOutcome.Paired(List.of(pairings), 0, 0, PairingMemory.NONE),
        List.of(pairings),
        List.of(),
        false,
        new Audited.Asked(3, silent),
        Examples.NOW,
        Duration.ofMillis(8));
  }

  private static Pairing about(Pairing pairing, ClientPod clientPod) {
    return new Pairing(
        pairing.backend(),
        pairing.verdict(),
        pairing.via(),
        pairing.socket(),
        pairing.holders(),
        pairing.agent(),
        pairing.evidence(),
        clientPod);
  }
}
