package dev.pgtether.database;

import dev.pgtether.database.config.ConnectionTarget;
import dev.pgtether.database.failure.DatabaseFailure;
import dev.pgtether.database.protocol.ResponseMemoryBudget;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Opens sessions and reads them, all at once; prints a line for each that failed. */
final class OpenSessionsProgram {

  private OpenSessionsProgram() {}

  public static void main(String... urls) throws Exception {
    ResponseMemoryBudget memory = ResponseMemoryBudget.ofThisProcess();
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

  private static String outcome(String url, ResponseMemoryBudget memory) {
    ConnectionTarget connectionTarget =
        ConnectionTarget.parse(url, Map.of(), Path.of("/nonexistent"));
    try (ServerSession session = ServerSession.open(connectionTarget, _ -> {}, memory)) {
      return "read " + session.read().backends().size();
    } catch (DatabaseFailure failure) {
      return failure.problem() + " " + failure.getMessage();
    }
  }
}
