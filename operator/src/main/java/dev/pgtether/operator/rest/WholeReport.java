package dev.pgtether.operator.rest;

import dev.pgtether.audit.document.Audited;
import dev.pgtether.operator.api.Scope;
import dev.pgtether.operator.audit.Standing;
import dev.pgtether.operator.report.Attempt;
import org.jspecify.annotations.Nullable;

/** The last good audit as a document's content, within what the spec's scope lets be shown. */
final class WholeReport {

  private WholeReport() {}

  /** Null when no audit has ended well. */
  static @Nullable Audited of(Standing standing) {
    Attempt.Success good = standing.course().lastGood();
    if (good == null) {
      return null;
    }
    Audited whole = Audited.of(good.result(), good.role(), good.paired(), false, standing.took());
    Scope scope = standing.audit().getSpec().scope();
    return scope == null
        ? whole
        : whole.only(
            pairing -> scope.covers(pairing.backend().user(), pairing.backend().database()));
  }
}
