package dev.pgtether.testkit.bench;

import java.util.ArrayDeque;
import java.util.Deque;

/** What was opened, closed in the opposite order; each is closed even when another cannot be. */
public final class Resources implements AutoCloseable {

  private final Deque<AutoCloseable> opened = new ArrayDeque<>();

  public <T extends AutoCloseable> T keep(T resource) {
    opened.push(resource);
    return resource;
  }

  @Override
  public void close() {
    IllegalStateException failures = new IllegalStateException("could not take everything down");
    while (!opened.isEmpty()) {
      try {
        opened.pop().close();
      } catch (Exception failed) {
        failures.addSuppressed(failed);
      }
    }
    if (failures.getSuppressed().length > 0) {
      throw failures;
    }
  }
}
