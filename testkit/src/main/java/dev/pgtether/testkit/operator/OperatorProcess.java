package dev.pgtether.testkit.operator;

import dev.pgtether.testkit.process.ChildProcess;
import dev.pgtether.testkit.process.ConditionWait;
import dev.pgtether.testkit.process.HostCommand;
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
  private static final Duration READY_TIMEOUT = Duration.ofMinutes(2);
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(15);
  private static final Duration RESPONSE_TIMEOUT = Duration.ofSeconds(5);

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
  private static final String KEEPER_SCRIPT =
      """
      log=$1; shift
      "$@" </dev/null >>"$log" 2>&1 &
      echo $!
      cat >/dev/null
      kill -9 $! 2>/dev/null
      """;

  private final OperatorProcessConfig config;
  private final OperatorPorts ports;
  private final Path log;
  private final ChildProcess keeper;
  private final ProcessHandle process;

  private OperatorProcess(OperatorProcessConfig config, OperatorPorts ports, Path log) {
    this.config = config;
    this.ports = ports;
    this.log = log;
    this.keeper = ChildProcess.start(command(config, log), environment(config, ports));
    long pid = Long.parseLong(keeper.readLine(RESPONSE_TIMEOUT));
    this.process = ProcessHandle.of(pid).orElseThrow();
  }

  static OperatorProcess start(OperatorProcessConfig config) {
    OperatorProcess operator = launch(config);
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
  public static OperatorProcess launch(OperatorProcessConfig config) {
    try {
      return new OperatorProcess(
          config, OperatorPorts.free(), Files.createTempFile("pgtether-operator", ".log"));
    } catch (IOException noFile) {
      throw new UncheckedIOException(noFile);
    }
  }

  private static List<String> command(OperatorProcessConfig config, Path log) {
    List<String> command =
        new ArrayList<>(List.of("sh", "-c", KEEPER_SCRIPT, "keep", log.toString()));
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(JVM);
    command.addAll(config.jvmOptions());
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

  private static Map<String, String> environment(
      OperatorProcessConfig config, OperatorPorts ports) {
    Map<String, String> all = new HashMap<>(ports.environment());
    all.put("KUBECONFIG", config.kubeconfig().toString());
    all.put("POD_NAME", config.podName());
    all.put("POD_NAMESPACE", config.namespace());
    all.put("POD_IP", config.address());
    all.put("POD_IPS", addressesOfThisMachine());
    all.put("NODE_NAME", "outside");
    // It runs outside, where these ports are nobody else's business.
    all.put("QUARKUS_MANAGEMENT_HOST", "127.0.0.1");
    all.putAll(config.environment());
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

  public OperatorProcessConfig config() {
    return config;
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
    ConditionWait.atMost(READY_TIMEOUT)
        .until(
            "the operator " + config.podName() + " is ready",
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
  public void pause() {
    HostCommand.run("sh", "-c", "kill -STOP " + pid());
  }

  public void resume() {
    HostCommand.run("sh", "-c", "kill -CONT " + pid());
  }

  /** {@code kill -9}. */
  public void kill() {
    process.destroyForcibly();
    ConditionWait.atMost(STOP_TIMEOUT).until("the operator is gone", () -> !process.isAlive());
  }

  /** SIGTERM, as the kubelet ends a pod; returns when it is gone. */
  public void stop() {
    process.destroy();
    ConditionWait.atMost(STOP_TIMEOUT).until("the operator has stopped", () -> !process.isAlive());
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
    return new HttpGetWithDeadline(RESPONSE_TIMEOUT)
        .get(URI.create("http://127.0.0.1:" + ports.management() + path));
  }
}
