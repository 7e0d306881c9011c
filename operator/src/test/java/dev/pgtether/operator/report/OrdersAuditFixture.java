package dev.pgtether.operator.report;

import static dev.pgtether.operator.report.PairingBuilder.micros;

import dev.pgtether.audit.AuditResult;
import dev.pgtether.audit.Sighted;
import dev.pgtether.correlation.fact.AddressAssignment;
import dev.pgtether.correlation.fact.BackendId;
import dev.pgtether.correlation.fact.ClockReading;
import dev.pgtether.correlation.fact.ClusterSnapshot;
import dev.pgtether.correlation.fact.Endpoint;
import dev.pgtether.correlation.fact.IpAddress;
import dev.pgtether.correlation.fact.Pod;
import dev.pgtether.correlation.fact.PodTombstone;
import dev.pgtether.correlation.fact.ServerInfo;
import dev.pgtether.correlation.fact.SessionState;
import dev.pgtether.correlation.fact.Workload;
import dev.pgtether.correlation.pairing.ClientPod;
import dev.pgtether.correlation.pairing.Evidence.Code;
import dev.pgtether.correlation.pairing.Pairing;
import dev.pgtether.correlation.pairing.PairingMemory;
import dev.pgtether.correlation.pairing.PairingOutcome;
import dev.pgtether.correlation.pairing.Verdict;
import dev.pgtether.operator.api.ConnectionAuditSpec;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The audit of an orders database, as it may be found at three in the morning. */
public record OrdersAuditFixture(
    List<Pairing> pairings, int hidden, Set<String> asked, Set<String> silent) {

  static final Instant NOW = Instant.parse("2026-11-22T03:00:00Z");

  private static final AddressAssignment TENURE =
      new AddressAssignment(micros("2026-11-20T00:00:00Z"), micros("2026-11-20T00:00:01Z"));

  static final ClientPod CHECKOUT_A = pod("shop", "checkout-6c9f7b5d84-k2x9p", "checkout");
  static final ClientPod CHECKOUT_B = pod("shop", "checkout-6c9f7b5d84-tz4wd", "checkout");
  static final ClientPod REPORTS = pod("analytics", "reports-0", "reports");
  static final ClientPod GONE =
      new ClientPod.Gone(
          new PodTombstone(
              "uid-gone",
              "shop",
              "checkout-5d8c6f9b77-9qv2m",
              new Workload("Deployment", "shop", "checkout"),
              IpAddress.parse("10.244.1.9"),
              TENURE,
              micros("2026-11-22T02:40:00Z"),
              micros("2026-11-22T02:41:07Z"),
              true));

  public static OrdersAuditFixture sample() {
    List<Pairing> rows = new ArrayList<>();
    rows.add(exact(10614, "10.244.1.17:41592", CHECKOUT_A, 7));
    rows.add(exact(10622, "10.244.1.17:41610", CHECKOUT_A, 7));
    rows.add(
        PairingBuilder.of(10640, "10.244.1.17:41702")
            .of(CHECKOUT_A)
            .heldBy(31, "psql", "debug")
            .in(SessionState.IDLE_IN_TRANSACTION, "2026-11-22T00:47:03Z")
            .because(Code.WAITS_FOR_CLIENT, "ClientRead")
            .is(Verdict.EXACT));
    rows.add(
        PairingBuilder.of(10701, "10.244.2.4:52044")
            .of(CHECKOUT_B)
            .because(Code.WAITS_FOR_CLIENT, "ClientRead")
            .because(Code.HOLDERS_UNREADABLE)
            .is(Verdict.SOCKET));
    rows.add(
        PairingBuilder.of(10730, "10.244.3.8:33120")
            .of(REPORTS)
            .by("reports", "orders")
            .in(SessionState.ACTIVE, "2026-11-22T02:31:40Z")
            .because(Code.POD_ADDRESS, "analytics/reports-0")
            .because(Code.NO_AGENT, "analytics/reports-0")
            .is(Verdict.POD));
    rows.add(
        PairingBuilder.of(10741, "10.244.1.9:54092")
            .of(GONE)
            .in(SessionState.ACTIVE, "2026-11-22T02:39:58Z")
            .because(Code.POD_GONE, "shop/checkout-5d8c6f9b77-9qv2m", "2026-11-22T02:41:07Z")
            .is(Verdict.GHOST));
    rows.add(
        PairingBuilder.of(10750, "192.168.7.11:40112")
            .by("batch", "orders")
            .because(Code.NODE_ADDRESS, "node-2", List.of("kube-system/backup-x7k2p"))
            .is(Verdict.AMBIGUOUS));
    rows.add(
        PairingBuilder.of(10760, "10.244.9.9:40200").because(Code.NOT_VISIBLE).is(Verdict.UNKNOWN));
    rows.add(
        PairingBuilder.of(10770, "203.0.113.7:61000")
            .by("dba", "postgres")
            .because(Code.OUTSIDE_CLUSTER)
            .is(Verdict.EXTERNAL));
    return new OrdersAuditFixture(rows, 0, Set.of("uid-checkout-6c9f7b5d84-k2x9p"), Set.of());
  }

  static OrdersAuditFixture of(Pairing... pairings) {
    return new OrdersAuditFixture(List.of(pairings), 0, Set.of(), Set.of());
  }

  OrdersAuditFixture withHidden(int rows) {
    return new OrdersAuditFixture(pairings, rows, asked, silent);
  }

  OrdersAuditFixture withSilent(ClientPod clientPod) {
    return new OrdersAuditFixture(
        pairings, hidden, Set.of(clientPod.podUid()), Set.of(clientPod.podUid()));
  }

  public AuditOutcome.Success success() {
    return success(server(false, "2026-11-20T08:00:00Z", "10.244.4.2"), NOW);
  }

  AuditOutcome.Success success(ServerInfo serverInfo, Instant at) {
    PairingOutcome.Paired paired =
        new PairingOutcome.Paired(pairings, 2, hidden, PairingMemory.NONE);
    List<Pod> pods =
        pairings.stream()
            .map(Pairing::clientPod)
            .filter(ClientPod.Live.class::isInstance)
            .map(clientPod -> ((ClientPod.Live) clientPod).pod())
            .distinct()
            .toList();
    return new AuditOutcome.Success(
        new AuditResult(at, serverInfo, new Sighted(List.of(), asked, silent), true, paired),
        paired,
        new ClusterSnapshot(
            pods, List.of(), List.of(), 0, micros(at.toString()), Set.of(), new ClockReading(0, 0)),
        "pgtether");
  }

  static ServerInfo server(boolean standby, String started, String address) {
    return new ServerInfo(
        "18.1",
        180001,
        micros(started),
        standby,
        200,
        3,
        new BackendId(10600, micros("2026-11-22T02:00:00Z")),
        Endpoint.of("10.244.4.3", 40000),
        Endpoint.of(address, 5432),
        true,
        new ServerInfo.AuthenticationSettings(true, Duration.ofMinutes(1)));
  }

  static ConnectionAuditSpec spec(String more) {
    return new KubernetesSerialization()
        .unmarshal(
            """
            database:
              host: orders-db.shop.svc
              credentialsSecret: {name: orders-audit}
            """
                + more,
            ConnectionAuditSpec.class);
  }

  static ReportInput course(AuditOutcome last, AuditOutcome.@Nullable Success good) {
    return course(spec(""), last, good);
  }

  static ReportInput course(
      ConnectionAuditSpec spec, AuditOutcome last, AuditOutcome.@Nullable Success good) {
    return new ReportInput("shop", "orders", 3, spec, last, good, null);
  }

  static Pairing exact(int pid, String address, ClientPod clientPod, int process) {
    return PairingBuilder.of(pid, address)
        .of(clientPod)
        .heldBy(process, "java", "app")
        .because(Code.WAITS_FOR_CLIENT, "ClientRead")
        .because(Code.THROUGH_SERVICE, "10.96.0.15:5432", "shop/orders-db")
        .is(Verdict.EXACT);
  }

  static ClientPod pod(String namespace, String name, String workload) {
    return new ClientPod.Live(
        new Pod(
            "uid-" + name,
            namespace,
            name,
            "node-1",
            Map.of(IpAddress.parse("10.244.1.17"), TENURE),
            false,
            null,
            null,
            true,
            new Workload(
                workload.equals("reports") ? "StatefulSet" : "Deployment", namespace, workload),
            Map.of("app", "checkout", "debug", "debugger-x2f"),
            Pod.AgentState.PRESENT,
            null));
  }
}
