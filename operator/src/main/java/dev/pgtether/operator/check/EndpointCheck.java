package dev.pgtether.operator.check;

import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Asks endpoints of an operator until each has answered, or time is up.
 *
 * @param httpsProbe how they are asked
 * @param patience for all of them together
 * @param pause between two questions to one that did not answer
 */
public record EndpointCheck(
    HttpsProbe httpsProbe, Duration patience, Duration pause, PrintStream out) {
  private static final Path USUAL_AUTHORITY = Path.of("/var/run/secrets/pgtether-ca/ca.crt");

  /** Longer than the kubelet takes to show a ConfigMap that came after its pod. */
  private static final Duration PATIENCE = Duration.ofSeconds(150);

  private static final Duration PAUSE = Duration.ofSeconds(2);

  /** The CA is the file that {@code PGTETHER_CA_FILE} names, as for an agent. */
  public static EndpointCheck ofEnvironment(Map<String, String> environment) {
    String file = environment.getOrDefault("PGTETHER_CA_FILE", USUAL_AUTHORITY.toString());
    return new EndpointCheck(new HttpsProbe(Path.of(file)), PATIENCE, PAUSE, System.out);
  }

  /**
   * Asks each in turn; a line for each says how it went.
   *
   * @return the process's exit code: 0 all answered, 1 one did not, 2 nothing to ask
   */
  public int run(List<String> urls) {
    if (urls.isEmpty()) {
      out.println(
          "check: no URL to ask. For instance: check http://pgtether-metrics.pgtether-system:8080/q/health/ready");
      return 2;
    }
    long end = System.nanoTime() + patience.toNanos();
    boolean all = true;
    for (String url : urls) {
      all &= answers(url, end);
    }
    return all ? 0 : 1;
  }

  private boolean answers(String url, long end) {
    while (true) {
      String why;
      try {
        int status = httpsProbe.knock(URI.create(url));
        if (status < 500) {
          out.println("ok    " + url + " answers " + status);
          return true;
        }
        why = "it answers " + status;
      } catch (IOException | IllegalArgumentException e) {
        why = String.valueOf(e.getMessage());
      }
      if (System.nanoTime() - end >= 0 || !rest()) {
        out.println("FAIL  " + url + ": " + why);
        out.println(
            "      see: kubectl logs -l app.kubernetes.io/name=pgtether --prefix, in the operator's namespace");
        return false;
      }
    }
  }

  private boolean rest() {
    try {
      Thread.sleep(pause);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
