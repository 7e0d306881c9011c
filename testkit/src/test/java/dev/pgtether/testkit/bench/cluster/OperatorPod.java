package dev.pgtether.testkit.bench.cluster;

import dev.pgtether.testkit.operator.HttpGetWithDeadline;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;

/** A replica of the operator, as who measures it sees it. */
record OperatorPod(Pod pod) {

  private static final int MANAGEMENT = 8080;
  private static final Duration ANSWER = Duration.ofSeconds(10);

  /** The image starts Java with a file of that name. */
  private static final String WORD = "operator.args";

  String uid() {
    return pod.getMetadata().getUid();
  }

  /** Its process on this machine. */
  long pid() {
    return PodProcess.of(pod, WORD);
  }

  ProcessFigures figures() {
    return ProcessFigures.of(pid());
  }

  /** The sum of all metrics that begin so and have that word in their labels; 0 without any. */
  double metric(String begin, String word) {
    return metrics()
        .lines()
        .filter(line -> line.startsWith(begin) && line.contains(word))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  /**
   * As Prometheus reads them.
   *
   * @throws UncheckedIOException when it does not answer
   */
  String metrics() {
    URI uri = URI.create("http://%s:%d/q/metrics".formatted(Ground.addressOf(pod), MANAGEMENT));
    return new HttpGetWithDeadline(ANSWER).get(uri).body();
  }
}
