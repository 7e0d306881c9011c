package dev.pgtether.testkit.bench;

import dev.pgtether.testkit.process.ChildProcess;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/** Network namespaces with names, which a process of ours deletes when this is closed or dies. */
final class NamedNamespaces implements AutoCloseable {

  private static final Duration DEADLINE = Duration.ofMinutes(1);

  private final ChildProcess keeper;
  private final List<String> names;

  private NamedNamespaces(ChildProcess keeper, List<String> names) {
    this.keeper = keeper;
    this.names = names;
  }

  static NamedNamespaces create(int count) {
    String prefix = "pgtether-bench-" + ProcessHandle.current().pid();
    List<String> names = IntStream.rangeClosed(1, count).mapToObj(i -> prefix + "-" + i).toList();
    ChildProcess keeper =
        ChildProcess.start(
            List.of("sh", LoadGenerator.script("namespaces.sh"), prefix, Integer.toString(count)));
    NamedNamespaces created = new NamedNamespaces(keeper, names);
    try {
      keeper.readLine(DEADLINE);
      return created;
    } catch (RuntimeException failed) {
      created.close();
      throw failed;
    }
  }

  List<String> names() {
    return names;
  }

  /** An address that only this namespace has. */
  String address(String name) {
    return "10.78." + (names.indexOf(name) + 1) + ".1";
  }

  /** The command, run in there. */
  static List<String> prefix(String name) {
    return List.of("nsenter", "--net=/run/netns/" + name);
  }

  @Override
  public void close() {
    keeper.stop(DEADLINE);
  }
}
