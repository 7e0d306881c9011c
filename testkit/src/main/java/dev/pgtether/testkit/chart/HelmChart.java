package dev.pgtether.testkit.chart;

import dev.pgtether.testkit.cluster.Helm;
import dev.pgtether.testkit.process.BoundedCommand;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * helm/pgtether as it stands in this checkout.
 *
 * @param folder of the chart
 * @param settings as {@code --set-json} takes them, for instance {@code replicas=1}
 */
public record HelmChart(Path folder, List<String> settings) {
  /** The release's name, and that of all it makes. */
  public static final String NAME = "pgtether";

  /** The build runs the tests in the module's own folder; an IDE perhaps in the project's. */
  private static final List<Path> PROJECT = List.of(Path.of(".."), Path.of("."));

  /** Helm built by {@code go install} believes that every cluster is ancient. */
  private static final String KUBERNETES = "1.34";

  public HelmChart {
    settings = List.copyOf(settings);
  }

  /** With its own values. */
  public static HelmChart ofCheckout() {
    return PROJECT.stream()
        .map(project -> project.resolve("helm").resolve(NAME))
        .filter(Files::isDirectory)
        .findFirst()
        .map(folder -> new HelmChart(folder, List.of()))
        .orElseThrow(() -> new IllegalStateException("no helm/" + NAME + " beside the testkit"));
  }

  /** With further values, each in JSON. */
  public HelmChart withValues(String... more) {
    List<String> all = new ArrayList<>(settings);
    all.addAll(List.of(more));
    return new HelmChart(folder, all);
  }

  /**
   * {@code helm template}, asked for by no cluster.
   *
   * @param options after the chart and its values
   */
  public BoundedCommand template(Helm helm, String namespace, String... options) {
    return command(helm, namespace, List.of("template", "--kube-version=" + KUBERNETES), options);
  }

  BoundedCommand upgrade(Helm helm, String namespace, String... options) {
    return command(helm, namespace, List.of("upgrade", "--install"), options);
  }

  private BoundedCommand command(
      Helm helm, String namespace, List<String> verb, String... options) {
    List<String> words = new ArrayList<>(verb);
    words.addAll(List.of(NAME, folder.toString(), "--namespace=" + namespace));
    settings.forEach(setting -> words.add("--set-json=" + setting));
    words.addAll(List.of(options));
    return helm.command(words.toArray(String[]::new));
  }
}
