package dev.pgtether.sidecar.exchange;

import java.io.PrintStream;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Map;

/** {@code agent exchange}: runs until the process is told to end. */
public final class ExchangeProgram {

  private final String version;
  private final PrintStream log;
  private final InstantSource clock;

  /**
   * @param version of the agent
   * @param log one line for each change of state
   */
  public ExchangeProgram(String version, PrintStream log, InstantSource clock) {
    this.version = version;
    this.log = log;
    this.clock = clock;
  }

  /**
   * Goes on until this thread is interrupted, also where the environment is wrong: a sidecar that
   * ends would be started again and again, and hold its pod's other containers back.
   */
  public void run(Map<String, String> environment) {
    Diary diary = new Diary(log, clock);
    Settings settings;
    try {
      settings = Settings.from(environment);
    } catch (IllegalArgumentException wrong) {
      diary.line("ERROR", "MISCONFIGURED", wrong.getMessage() + "; does nothing until it is ended");
      waitForTheEnd();
      return;
    }
    diary.line("INFO", "STARTED", "agent " + version + " for " + settings.operator());
    SecureRandom random = new SecureRandom(); // agents that were started together must not agree
    try (Operator operator = new Operator(settings, version, Pace.USUAL, random);
        OwnPod pod = new OwnPod()) {
      Self self = Self.startedAt(clock.instant(), version, random);
      new Conversation(
              operator,
              new Witness(self, pod, diary, clock),
              diary,
              Pace.USUAL,
              new Backoff(Pace.USUAL, random),
              System::nanoTime)
          .run();
    }
  }

  private static void waitForTheEnd() {
    try {
      Thread.sleep(Long.MAX_VALUE);
    } catch (InterruptedException end) {
      Thread.currentThread().interrupt();
    }
  }
}
