package dev.pgtether.cli;

import dev.pgtether.audit.document.Audited;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Supplier;

/** An auditor whose audits are prepared; the last one comes again and again. */
final class FakeAuditor implements Auditor {

  /** What one call comes to. */
  @FunctionalInterface
  interface Prepared extends Supplier<Audited> {}

  private final Deque<Prepared> audits;
  private boolean closed;

  FakeAuditor(Prepared... audits) {
    this.audits = new ArrayDeque<>(List.of(audits));
  }

  @Override
  public Audited audit() {
    return (audits.size() > 1 ? audits.removeFirst() : audits.getFirst()).get();
  }

  boolean isClosed() {
    return closed;
  }

  @Override
  public void close() {
    closed = true;
  }
}
