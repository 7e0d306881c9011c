package dev.pgtether.testkit.bench;

import dev.pgtether.testkit.need.EnvironmentCheck;
import dev.pgtether.testkit.process.ProcessContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A host of many containers: a network namespace each, with a few connections. */
public final class NamespaceScene implements Scene {

  private static final int NAMESPACES = 50;
  private static final int SOCKETS = 20;

  @Override
  public List<Benchmark> benchmarks() {
    return List.of(
        new Benchmark(
            NamespaceProgram.NAMESPACES,
            "50 network namespaces, 20 sockets each, with holders",
            "50 × ss -Htn -N",
            0.25));
  }

  @Override
  public Map<String, Outcome> measure(Set<String> selected, Effort effort) {
    EnvironmentCheck.requireRoot();
    EnvironmentCheck.requireCommand("ss");
    EnvironmentCheck.requireNetworkNamespaces();
    try (Resources resources = new Resources()) {
      int port = SocketLoad.freePort();
      NamedNamespaces namespaces = resources.keep(NamedNamespaces.create(NAMESPACES));
      List<LoadGenerator> generators = new ArrayList<>();
      for (String name : namespaces.names()) {
        String address = namespaces.address(name);
        List<String> server = List.of("accept", "1", address, "" + port, "" + SOCKETS);
        generators.add(resources.keep(LoadGenerator.launch(name, server)));
      }
      generators.forEach(LoadGenerator::awaitReady);
      generators.clear();
      for (String name : namespaces.names()) {
        String address = namespaces.address(name);
        List<String> client =
            List.of("connect", "1", "1", "" + SOCKETS, "1", "" + port, "0", address);
        generators.add(resources.keep(LoadGenerator.launch(name, client)));
      }
      generators.forEach(LoadGenerator::awaitReady);
      return MeasuringProcess.asShipped(NamespaceProgram.class, ProcessContext.ofThisJvm())
          .measure(
              selected,
              effort,
              Integer.toString(port),
              Integer.toString(SOCKETS),
              String.join(",", namespaces.names()));
    }
  }
}
