package dev.pgtether.operator.report;

import dev.pgtether.audit.document.Plain;
import dev.pgtether.correlation.fact.Pod;
import dev.pgtether.operator.api.Condition;
import dev.pgtether.operator.api.Condition.Status;
import dev.pgtether.operator.api.ConnectionAuditStatus;
import dev.pgtether.operator.api.Reason;
import dev.pgtether.operator.api.ServerStatus;
import dev.pgtether.operator.api.Summary;
import dev.pgtether.operator.report.Notice.Regarding;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which Events a change is worth: one for each thing that changed, and none when nothing did. */
public final class Notices {

  /** Of pods, in one audit: a burst of Events helps nobody. */
  private static final int PODS = 10;

  private static final String ACTION = "Audit";

  private final List<Notice> all = new ArrayList<>();
  private final Course course;
  private final boolean resumed;

  /**
   * @param resumed this is the first good audit of an operator that has taken over from another:
   *     agents are on their way to it, and whether one is silent is not known yet
   */
  private Notices(Course course, boolean resumed) {
    this.course = course;
    this.resumed = resumed;
  }

  /**
   * The Events to write, the most important first.
   *
   * @param before the status as it was written last; null before the first
   * @param after the status of {@code course}
   */
  public static List<Notice> between(
      @Nullable ConnectionAuditStatus before, ConnectionAuditStatus after, Course course) {
    boolean wasGood = before != null && before.lastSuccessfulAuditTime() != null;
    Notices notices = new Notices(course, wasGood && course.goodBefore() == null);
    notices.addReady(
        conditionOf(before, Condition.Type.READY), conditionOf(after, Condition.Type.READY));
    notices.addServer(before == null ? null : before.server(), after.server());
    notices.addComplete(
        conditionOf(before, Condition.Type.COMPLETE), conditionOf(after, Condition.Type.COMPLETE));
    notices.addGhosts(before == null ? null : before.summary(), after.summary());
    notices.addSilentAgents();
    return List.copyOf(notices.all);
  }

  private void addReady(@Nullable Condition before, @Nullable Condition after) {
    if (after == null) {
      return;
    }
    if (after.status() == Status.FALSE
        && !isSuspended(after)
        && (before == null || before.reason() != after.reason())) {
      warn(after.reason(), after.message());
    }
    if (after.status() == Status.TRUE) {
      if (before == null || before.status() == Status.UNKNOWN || isSuspended(before)) {
        tell(Reason.AUDITED, "Audits succeed; see kubectl describe.");
      } else if (before.status() == Status.FALSE) {
        tell(
            Reason.RECOVERED,
            "Audits succeed again; the trouble was " + before.reason().word() + ".");
      }
    }
  }

  private static boolean isSuspended(Condition ready) {
    return ready.reason() == Reason.SUSPENDED;
  }

  private void addServer(@Nullable ServerStatus before, @Nullable ServerStatus after) {
    if (before == null || after == null) {
      return;
    }
    boolean same = Objects.equals(before.address(), after.address());
    if (!before.startTime().equals(after.startTime()) || (!same && isAnotherPostmaster())) {
      warn(
          same ? Reason.SERVER_RESTARTED : Reason.SERVER_CHANGED,
          same
              ? "PostgreSQL was restarted at " + after.startTime() + "."
              : "Another PostgreSQL answers: "
                  + after.address()
                  + ", "
                  + after.role().name().toLowerCase(Locale.ROOT)
                  + "; before, "
                  + before.address()
                  + ".");
    } else if (before.role() != after.role()) {
      boolean promoted = after.role() == ServerStatus.Role.PRIMARY;
      warn(
          promoted ? Reason.SERVER_PROMOTED : Reason.SERVER_DEMOTED,
          promoted ? "The standby is the primary now." : "The primary is a standby now.");
    }
  }

  /** A status says the time of the start to the second only. */
  private boolean isAnotherPostmaster() {
    Attempt.Success good = course.lastGood();
    Attempt.Success before = course.goodBefore();
    return good != null
        && before != null
        && good.result().server().postmasterStartMicros()
            != before.result().server().postmasterStartMicros();
  }

  private void addComplete(@Nullable Condition before, @Nullable Condition after) {
    if (after != null
        && after.status() == Status.FALSE
        && !(resumed && after.reason() == Reason.AGENTS_SILENT)
        && (before == null || before.reason() != after.reason())) {
      warn(after.reason(), after.message());
    }
  }

  private void addGhosts(@Nullable Summary before, @Nullable Summary after) {
    if (after == null) {
      return;
    }
    boolean had = before != null && before.ghost() > 0;
    if (after.ghost() > 0 && !had) {
      warn(
          Reason.GHOST_BACKENDS,
          Text.plural(after.ghost(), "backend's client is", "backends' clients are")
              + " gone and the server has not noticed; TROUBLE in kubectl describe says which.");
    }
    if (after.ghost() == 0 && had) {
      tell(Reason.GHOST_BACKENDS_GONE, "No backend is without its client any more.");
    }
  }

  private void addSilentAgents() {
    if (resumed || !(course.last() instanceof Attempt.Success now)) {
      return;
    }
    Set<String> silentBefore =
        course.goodBefore() == null ? Set.of() : course.goodBefore().result().seen().silent();
    now.cluster().pods().stream()
        .filter(pod -> now.result().seen().silent().contains(pod.uid()))
        .filter(pod -> pod.visible() && !silentBefore.contains(pod.uid()))
        .limit(PODS)
        .forEach(this::addSilentAgent);
  }

  private void addSilentAgent(Pod pod) {
    all.add(
        new Notice(
            new Regarding.OfPod(pod.namespace(), pod.name(), pod.uid()),
            Notice.Type.WARNING,
            Reason.AGENTS_SILENT,
            ACTION,
            note(
                "The agent in this pod did not answer the audit "
                    + Plain.of(course.namespace() + "/" + course.name())
                    + " in time; see kubectl logs "
                    + Plain.of(pod.name())
                    + " -c pgtether-agent."),
            "agent/" + pod.uid()));
  }

  private void warn(Reason reason, String note) {
    add(Notice.Type.WARNING, reason, note);
  }

  private void tell(Reason reason, String note) {
    add(Notice.Type.NORMAL, reason, note);
  }

  private void add(Notice.Type type, Reason reason, String note) {
    all.add(new Notice(new Regarding.TheAudit(), type, reason, ACTION, note(note), reason.word()));
  }

  private static String note(String text) {
    return Text.cutBytes(Text.oneLine(text), Notice.NOTE_BYTES);
  }

  private static @Nullable Condition conditionOf(
      @Nullable ConnectionAuditStatus status, Condition.Type type) {
    return status == null
        ? null
        : status.conditions().stream()
            .filter(condition -> condition.type() == type)
            .findFirst()
            .orElse(null);
  }
}
