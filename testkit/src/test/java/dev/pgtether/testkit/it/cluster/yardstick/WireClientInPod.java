package dev.pgtether.testkit.it.cluster.yardstick;

import static org.awaitility.Awaitility.await;

import dev.pgtether.testkit.client.ConnectionRequest;
import dev.pgtether.testkit.client.ScriptedClientProgram;
import dev.pgtether.testkit.cluster.JavaClientImage;
import dev.pgtether.testkit.cluster.TestNamespace;
import java.time.Duration;
import java.util.List;

/**
 * A process in a pod made from the Java client image, with one connection from a port of our
 * choice.
 *
 * @param pid as its pod sees it
 */
record WireClientInPod(int pid) {
  private static final Duration STARTED = Duration.ofSeconds(60);

  /**
   * Starts it; its standard input stays open, and so does its connection. Nothing of it may hold
   * the streams of the command that started it, or that would not end.
   */
  private static final String SCRIPT =
      """
      (
        (printf 'open\\tone\\t%%s\\n' "$0"; sleep 1d) |
          java -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xmx16m -XX:-UsePerfData \\
            -cp '%s' %s >"/tmp/$1" 2>"/tmp/$1.err"
      ) </dev/null >/dev/null 2>&1 &"""
          .formatted(JavaClientImage.CLASS_PATH, ScriptedClientProgram.class.getName());

  /**
   * Returns when the connection is where the request wants it.
   *
   * @param name of a file in the pod, unique there
   */
  static WireClientInPod start(
      TestNamespace testNamespace, String pod, String name, ConnectionRequest request) {
    testNamespace.exec(pod, "sh", "-c", SCRIPT, request.encode(), name);
    List<String> answers =
        await("a connection of " + name + " in " + pod)
            .atMost(STARTED)
            .ignoreExceptions()
            .until(
                () -> testNamespace.exec(pod, "cat", "/tmp/" + name, "/tmp/" + name + ".err"),
                said -> said.lines().count() > 1)
            .lines()
            .toList();
    if (!answers.getLast().startsWith("ok")) {
      throw new AssertionError(name + " in " + pod + " could not connect: " + answers);
    }
    return new WireClientInPod(Integer.parseInt(answers.getFirst().split("\t", -1)[1]));
  }
}
