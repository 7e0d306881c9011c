package dev.pgtether.operator.rest;

import dev.pgtether.audit.document.Audited;
import dev.pgtether.operator.api.AuditScope;
import dev.pgtether.operator.audit.AuditState;
import dev.pgtether.operator.report.AuditOutcome;
import org.jspecify.annotations.Nullable;

/** The last good audit as a document's content, within what the spec's scope lets be shown. */
final class ReportContent {

  private ReportContent() {}

  /** Null when no audit has ended well. */
  static @Nullable Audited of(AuditState auditState) {
    AuditOutcome.Success good = auditState.reportInput().lastGood();
    if (good == null) {
      return null;
    }
    Audited content =
        Audited.of(good.result(), good.role(), good.paired(), false, auditState.lastGoodDuration());
    AuditScope auditScope = auditState.audit().getSpec().scope();
    return auditScope == null
        ? content
        : content.only(
            pairing -> auditScope.covers(pairing.backend().user(), pairing.backend().database()));
  }
}
