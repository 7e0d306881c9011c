package dev.pgtether.operator.cluster.services;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtether.correlation.fact.Endpoint;
import dev.pgtether.correlation.fact.IpAddress;
import dev.pgtether.correlation.fact.Node;
import dev.pgtether.correlation.pairing.ServerEndpoints.Route;
import dev.pgtether.correlation.pairing.ServerEndpoints.RouteTarget;
import dev.pgtether.operator.cluster.watch.ProcessClocks;
import dev.pgtether.operator.cluster.watch.ResourceSink;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Which roads lead to a server at 10.42.1.5:5432: times are seconds after the operator's start. */
class ServerRouteResolverTest {
  private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
  private static final Endpoint OWN = Endpoint.of("10.42.1.5", 5432);
  private static final Endpoint OTHER = Endpoint.of("10.42.2.7", 5432);
  private static final Endpoint CLUSTER_IP = Endpoint.of("10.43.0.9", 5432);
  private static final int FOREIGN_CLOCK_SECONDS = 30;
  private static final int KUBE_PROXY_LAG_SECONDS = 10;

  private final ServiceIndex serviceIndex = new ServiceIndex();
  private final ResourceSink<ServiceRecord> services = serviceIndex.services();
  private final ResourceSink<EndpointSliceRecord> slices = serviceIndex.slices();
  private final Set<IpAddress> pods = new TreeSet<>();
  private final ServerRouteResolver serverRouteResolver =
      new ServerRouteResolver(serviceIndex, pods::contains);
  private final List<Node> nodes = new ArrayList<>();

  ServerRouteResolverTest() {
    services.listed(List.of(service("orders-db", 0, "10.43.0.9")), at(0), at(0));
  }

  @Test
  void a_service_with_the_server_alone_behind_it_leads_to_it_since_its_slice_was_written() {
    // When
    slices.listed(List.of(slice("a", -5_000, OWN)), at(0), at(0));
    // Then
    assertThat(routesTo(OWN, 1))
        .containsOnly(
            Map.entry(OWN, Route.direct(RouteTarget.THIS_SERVER)),
            Map.entry(CLUSTER_IP, alone(-5_000 + FOREIGN_CLOCK_SECONDS)));
  }

  @Test
  void without_the_time_of_the_slice_it_leads_there_since_it_was_heard_of() {
    // When
    slices.listed(List.of(slice("a", null, OWN)), at(0), at(0));
    // Then
    assertThat(routesTo(OWN, 1)).containsEntry(CLUSTER_IP, alone(0));
  }

  @Test
  void a_second_server_behind_it_makes_it_one_of_several_in_whatever_slice_it_is() {
    // When
    slices.listed(List.of(slice("a", -5_000, OWN), slice("b", -9_000, OTHER)), at(0), at(0));
    // Then
    assertThat(routesTo(OWN, 1)).containsEntry(CLUSTER_IP, several());
    assertThat(routesTo(OTHER, 1)).containsEntry(CLUSTER_IP, several());
  }

  @Test
  void after_a_second_server_has_left_only_younger_connections_surely_lead_to_the_first() {
    // Given
    slices.listed(List.of(slice("a", -5_000, OWN, OTHER)), at(0), at(0));
    // When
    slices.upserted(slice("a", 100, OWN), at(100));
    // Then
    assertThat(routesTo(OWN, 101)).containsEntry(CLUSTER_IP, alone(100 + KUBE_PROXY_LAG_SECONDS));
    assertThat(routesTo(OTHER, 101)).containsEntry(CLUSTER_IP, several());
  }

  @Test
  void a_server_that_was_not_ready_for_a_while_loses_nothing() {
    // Given
    slices.listed(List.of(slice("a", -5_000, OWN)), at(0), at(0));
    // When
    slices.upserted(slice("a", 100), at(100));
    // Then
    assertThat(routesTo(OWN, 101)).containsEntry(CLUSTER_IP, alone(-5_000 + FOREIGN_CLOCK_SECONDS));
    // When
    slices.upserted(slice("a", 200, OWN), at(200));
    // Then
    assertThat(routesTo(OWN, 201)).containsEntry(CLUSTER_IP, alone(-5_000 + FOREIGN_CLOCK_SECONDS));
  }

  @Test
  void a_fail_over_leaves_the_old_primary_with_connections_of_before() {
    // Given
    slices.listed(List.of(slice("a", -5_000, OWN)), at(0), at(0));
    // When
    slices.upserted(slice("a", 100, OTHER), at(100));
    // Then
    assertThat(routesTo(OWN, 101)).containsEntry(CLUSTER_IP, several());
    assertThat(routesTo(OTHER, 101)).containsEntry(CLUSTER_IP, alone(100 + KUBE_PROXY_LAG_SECONDS));
  }

  @Test
  void after_a_gap_a_slice_that_was_written_since_counts_from_then() {
    // Given
    slices.listed(List.of(slice("a", -5_000, OWN)), at(0), at(0));
    slices.caughtUpTo(at(50));
    // When
    slices.listed(List.of(slice("a", 60, OWN)), at(300), at(300));
    // Then
    assertThat(routesTo(OWN, 301)).containsEntry(CLUSTER_IP, alone(60 + FOREIGN_CLOCK_SECONDS));
    // When
    slices.listed(List.of(slice("a", 60, OWN)), at(900), at(900));
    // Then
    assertThat(routesTo(OWN, 901)).containsEntry(CLUSTER_IP, alone(60 + FOREIGN_CLOCK_SECONDS));
  }

  @Test
  void each_family_of_a_dual_stack_service_leads_to_the_server_alone() {
    // Given
    Endpoint own6 = Endpoint.of("fd00::5", 5432);
    services.upserted(service("orders-db", 0, "10.43.0.9", "fd43::9"), at(1));
    // When
    slices.listed(List.of(slice("a", -5_000, OWN), slice("b", -5_000, own6)), at(0), at(0));
    // Then
    assertThat(routesTo(OWN, 1)).containsOnlyKeys(OWN, CLUSTER_IP);
    assertThat(routesTo(own6, 1))
        .containsEntry(Endpoint.of("fd43::9", 5432), alone(-5_000 + FOREIGN_CLOCK_SECONDS));
  }

  @Test
  void what_stands_behind_a_node_port_stands_behind_any_address_with_that_port() {
    // Given
    services.listed(List.of(service("orders-db", 30_432, "10.43.0.9")), at(0), at(0));
    slices.listed(List.of(slice("a", 0, OWN)), at(0), at(0));
    // Then
    assertThat(serverRouteResolver.endpointsBehind(Endpoint.of("192.168.1.1", 30_432)))
        .containsExactly(OWN);
    assertThat(serverRouteResolver.endpointsBehind(Endpoint.of("192.168.1.1", 5432))).isEmpty();
    assertThat(serverRouteResolver.endpointsBehind(CLUSTER_IP)).containsExactly(OWN);
  }

  @Test
  void node_ports_lead_there_on_every_node() {
    // Given
    nodes.add(new Node("node1", Set.of(IpAddress.parse("172.30.0.11")), List.of()));
    services.upserted(service("orders-db", 30432, "10.43.0.9"), at(1));
    // When
    slices.listed(List.of(slice("a", -5_000, OWN)), at(0), at(0));
    // Then
    assertThat(routesTo(OWN, 1))
        .containsEntry(Endpoint.of("172.30.0.11", 30432), alone(-5_000 + FOREIGN_CLOCK_SECONDS));
  }

  @Test
  void a_deleted_service_leads_nowhere() {
    // Given
    slices.listed(List.of(slice("a", -5_000, OWN)), at(0), at(0));
    // When
    services.deleted(service("orders-db", 0, "10.43.0.9"), at(10));
    // Then
    assertThat(routesTo(OWN, 11)).containsOnlyKeys(OWN);
  }

  @Test
  void a_listed_address_is_the_servers_unless_a_service_or_another_pod_has_it() {
    // Given
    slices.listed(List.of(slice("a", -5_000, OTHER)), at(0), at(0));
    pods.add(OTHER.address());
    pods.add(OWN.address());
    Endpoint outside = Endpoint.of("192.0.2.1", 6432);
    Endpoint otherPort = Endpoint.of("10.42.1.5", 6000);
    // When
    Map<Endpoint, Route> found =
        serverRouteResolver
            .routesTo(OWN, List.of(OTHER, CLUSTER_IP, outside, otherPort), nodes, at(1))
            .routes();
    // Then
    assertThat(found)
        .containsOnly(
            Map.entry(OWN, Route.direct(RouteTarget.THIS_SERVER)),
            Map.entry(outside, Route.direct(RouteTarget.THIS_SERVER)),
            Map.entry(otherPort, Route.direct(RouteTarget.THIS_SERVER)),
            Map.entry(CLUSTER_IP, several()));
  }

  @Test
  void services_unheard_of_for_minutes_may_have_got_a_second_server() {
    // Given
    slices.listed(List.of(slice("a", -5_000, OWN)), at(0), at(0));
    // Then
    assertThat(routesTo(OWN, 179)).containsEntry(CLUSTER_IP, alone(-5_000 + FOREIGN_CLOCK_SECONDS));
    assertThat(routesTo(OWN, 181)).containsEntry(CLUSTER_IP, several());
  }

  private Map<Endpoint, Route> routesTo(Endpoint own, long second) {
    return serverRouteResolver.routesTo(own, List.of(), nodes, at(second)).routes();
  }

  private static ServiceRecord service(String name, int nodePort, String... addresses) {
    Set<IpAddress> own = new TreeSet<>();
    Arrays.stream(addresses).map(IpAddress::parse).forEach(own::add);
    return new ServiceRecord(
        "shop", name, own, List.of(new ServiceRecord.Port("pg", 5432, nodePort)));
  }

  private static EndpointSliceRecord slice(
      String name, @Nullable Integer written, Endpoint... ready) {
    return new EndpointSliceRecord(
        "shop",
        name,
        "shop/orders-db",
        Map.of("pg", Set.of(ready)),
        Map.of(),
        written == null ? null : at(written));
  }

  private static Route alone(long sinceSecond) {
    return new Route(
        RouteTarget.THIS_SERVER, "shop/orders-db", ProcessClocks.micros(at(sinceSecond)));
  }

  private static Route several() {
    return new Route(RouteTarget.ONE_OF_SEVERAL, "shop/orders-db", Long.MIN_VALUE);
  }

  private static Instant at(long second) {
    return START.plusSeconds(second);
  }
}
