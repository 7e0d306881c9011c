package dev.pgtether.cli.demo;

import java.io.IOException;
import java.time.Duration;

/** When a process of the demo's ends by itself. */
final class Lifetime {
  private Lifetime() {}

  /** Returns when the standard input closes, or after so long. */
  static void await(Duration longest) throws InterruptedException {
    Thread input = Thread.ofPlatform().daemon().start(Lifetime::awaitEndOfInput);
    input.join(longest);
  }

  /** Returns when a line comes or the standard input closes, or after so long. */
  static void awaitLine(Duration longest) throws InterruptedException {
    Thread input = Thread.ofPlatform().daemon().start(Lifetime::readLine);
    input.join(longest);
  }

  private static void readLine() {
    try {
      int read = System.in.read();
      while (read >= 0 && read != '\n') {
        read = System.in.read();
      }
    } catch (IOException closed) {
      // that is an end, too
    }
  }

  private static void awaitEndOfInput() {
    try {
      while (System.in.read() >= 0) {
        // only its end matters
      }
    } catch (IOException closed) {
      // that is an end, too
    }
  }
}
