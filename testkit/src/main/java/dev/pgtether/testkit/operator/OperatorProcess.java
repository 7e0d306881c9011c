package dev.pgtether.testkit.operator;

import dev.pgtether.testkit.cluster.built.Wait;
import dev.pgtether.testkit.process.Child;
import dev.pgtether.testkit.process.Command;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.opentest4j.TestAbortedException;

/**
 * The operator as the build made it ({@code operator/target/quarkus-app}), as a process on this
 * machine. It ends with this JVM, however that ends.
 */
public final class OperatorProcess implements AutoCloseable {
  private static final Duration READY = Duration.ofMinutes(2);
  private static final Duration GRACE = Duration.ofSeconds(15);
  private static final Duration ANSWER = Duration.ofSeconds(5);

  /** A small heap that gives back what it does not need. */
  private static final List<String> JVM =
      List.of(
          "-XX:+UseSerialGC",
          "-Xms32m",
          "-Xmx160m",
          "-XX:MinHeapFreeRatio=20",
          "-XX:MaxHeapFreeRatio=40",
          "-XX:+UseCompactObjectHeaders",
          "-XX:TieredStopAtLevel=1");

  /** The build runs the tests in the module's own folder; an IDE perhaps in the project's. */
  private static final List<Path> PROJECT = List.of(Path.of(".."), Path.of("."));

  /**
   * The shell tells its child's id, and ends it when this JVM closes the shell's standard input.
   */
  private static final String KEEPER =
      """
      log=$1; shift
      "$@" </dev/null >>"$log" 2>&1 &
      echo $!
      cat >/dev/null
      kill -9 $! 2>/dev/null
      """;

  private final OperatorRecipe recipe;
  private final OperatorPorts ports;
  private final Path log;
  private final Child keeper;
  private final ProcessHandle process;

  private OperatorProcess(OperatorRecipe recipe, OperatorPorts ports, Path log) {
    this.recipe = recipe;
    this.ports = ports;
    this.log = log;
    this.keeper = Child.start(command(recipe, log), environment(recipe, ports));
    long pid = Long.parseLong(keeper.hear(ANSWER));
    this.process = ProcessHandle.of(pid).orElseThrow();
  }

  static OperatorProcess start(OperatorRecipe recipe) {
    OperatorProcess operator = launch(recipe);
    try {
      operator.awaitReady();
      return operator;
    } catch (RuntimeException failed) {
      String log = operator.log();
      operator.close();
      throw new IllegalStateException("the operator did not become ready:\n" + log, failed);
    }
  }

  /** Starts it, and does not wait. */
  public static OperatorProcess launch(OperatorRecipe recipe) {
    try {
      return new OperatorProcess(
          recipe, OperatorPorts.free(), Files.createTempFile("pgtether-operator", ".log"));
    } catch (IOException noFile) {
      throw new UncheckedIOException(noFile);
    }
  }

  private static List<String> command(OperatorRecipe recipe, Path log) {
    List<String> command = new ArrayList<>(List.of("sh", "-c", KEEPER, "keep", log.toString()));
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(JVM);
    command.addAll(recipe.jvmOptions());
    command.addAll(List.of("-jar", program().toString()));
    return command;
  }

  private static Path program() {
    return PROJECT.stream()
        .map(folder -> folder.resolve("operator/target/quarkus-app/quarkus-run.jar"))
        .filter(Files::exists)
        .findFirst()
        .map(Path::toAbsolutePath)
        .orElseThrow(
            () ->
                new TestAbortedException("needs the built operator: mvn -pl operator -am package"));
  }

  private static Map<String, String> environment(OperatorRecipe recipe, OperatorPorts ports) {
    Map<String, String> all = new HashMap<>(ports.environment());
    all.put("KUBECONFIG", recipe.kubeconfig().toString());
    all.put("POD_NAME", recipe.podName());
    all.put("POD_NAMESPACE", recipe.namespace());
    all.put("POD_IP", recipe.address());
    all.put("POD_IPS", addressesOfThisMachine());
    all.put("NODE_NAME", "outside");
    // It runs outside, where these ports are nobody else's business.
    all.put("QUARKUS_MANAGEMENT_HOST", "127.0.0.1");
    all.putAll(recipe.environment());
    return all;
  }

  /** It dials from whichever of them is nearest to the server, where a pod has but its own. */
  private static String addressesOfThisMachine() {
    try {
      return NetworkInterface.networkInterfaces()
          .flatMap(NetworkInterface::inetAddresses)
          .filter(address -> !address.isLinkLocalAddress())
          .map(InetAddress::getHostAddress)
          .map(address -> address.replaceFirst("%.*", "")) // an interface's name, on IPv6
          .collect(Collectors.joining(","));
    } catch (SocketException e) {
      throw new UncheckedIOException(e);
    }
  }

  public OperatorRecipe recipe() {
    return recipe;
  }

  public OperatorPorts ports() {
    return ports;
  }

  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return keeper.isAlive() && process.isAlive();
  }

  /** All that it has written so far. */
  public String log() {
    try {
      return Files.readString(log);
    } catch (IOException gone) {
      throw new UncheckedIOException(gone);
    }
  }

  public boolean isReady() {
    return status("/q/health/ready") == 200;
  }

  public OperatorProcess awaitReady() {
    Wait.atMost(READY)
        .until(
            "the operator " + recipe.podName() + " is ready",
            () -> {
              if (!process.isAlive()) {
                throw new IllegalStateException("it ended");
              }
              return isReady();
            });
    return this;
  }

  /** Its metrics, as Prometheus reads them. */
  public String metrics() {
    return get("/q/metrics").body();
  }

  /** {@code kill -STOP}: it is there, and does nothing. */
  public void freeze() {
    Command.run("sh", "-c", "kill -STOP " + pid());
  }

  public void thaw() {
    Command.run("sh", "-c", "kill -CONT " + pid());
  }

  /** {@code kill -9}. */
  public void killHard() {
    process.destroyForcibly();
    Wait.atMost(GRACE).until("the operator is gone", () -> !process.isAlive());
  }

  /** SIGTERM, as the kubelet ends a pod; returns when it is gone. */
  public void stop() {
    process.destroy();
    Wait.atMost(GRACE).until("the operator has stopped", () -> !process.isAlive());
  }

  @Override
  public void close() {
    keeper.close();
    try {
      Files.deleteIfExists(log);
    } catch (IOException left) {
      throw new UncheckedIOException(left);
    }
  }

  private int status(String path) {
    try {
      return get(path).statusCode();
    } catch (UncheckedIOException notYet) {
      return 0;
    }
  }

  private HttpResponse<String> get(String path) {
    return new BoundedGet(ANSWER).from(URI.create("http://127.0.0.1:" + ports.management() + path));
  }
}
