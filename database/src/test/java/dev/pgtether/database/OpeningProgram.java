package dev.pgtether.database;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Opens sessions and reads them, all at once; prints a line for each that failed. */
final class OpeningProgram {

  private OpeningProgram() {}

  public static void main(String... urls) throws Exception {
    AnswerMemory memory = AnswerMemory.ofThisProcess();
    List<Callable<String>> all =
        Arrays.stream(urls)
            .map(
                url ->
                    (Callable<String>)
                        () -> outcome(url.replace("timeout=1&", "timeout=30&"), memory))
            .toList();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<String> outcome : threads.invokeAll(all)) {
        System.out.println(outcome.get());
      }
    }
  }

  private static String outcome(String url, AnswerMemory memory) {
    Target target = Target.parse(url, Map.of(), Path.of("/nonexistent"));
    try (ServerSession session = ServerSession.open(target, _ -> {}, memory)) {
      return "read " + session.read().backends().size();
    } catch (DatabaseFailure failure) {
      return failure.problem() + " " + failure.getMessage();
    }
  }
}
