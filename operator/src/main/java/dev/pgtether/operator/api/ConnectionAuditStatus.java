package dev.pgtether.operator.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the audits came to. kubectl describe prints the fields by name, so that {@code view}, which
 * is what a person reads, comes last.
 *
 * @param observedGeneration of the spec that this answers
 * @param lastSuccessfulAuditTime RFC 3339, of the audit that the results are of; null before the
 *     first
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ConnectionAuditStatus(
    @JsonPropertyDescription("The generation of the spec that this status answers.")
        long observedGeneration,
    @Size(max = 8)
        @JsonPropertyDescription(
            "Ready: audits succeed. Complete: the last one could see everything. NoFindings: nothing"
                + " that somebody should look at.")
        List<Condition> conditions,
    @Size(max = 32)
        @JsonPropertyDescription(
            "When the last good audit ended: everything below is as of then. Written when something"
                + " else changes, else at most once a minute.")
        @Nullable String lastSuccessfulAuditTime,
    @JsonPropertyDescription("What kubectl get shows.") @Nullable PrinterColumns glance,
    @JsonPropertyDescription("The server, as it describes itself.") @Nullable ServerStatus server,
    @JsonPropertyDescription("The server's client sessions, by how sure the client is.")
        @Nullable BackendSummary summary,
    @Size(max = 64) @JsonPropertyDescription("What somebody should look at, the worst first.")
        List<Finding> findings,
    @Size(max = 64) @JsonPropertyDescription("What hooks did or would have done, the latest first.")
        List<HookAct> acts,
    @JsonPropertyDescription("What did not fit into this status; the whole report is in the REST.")
        @Nullable OmittedCounts omitted,
    @Size(max = 512)
        @JsonPropertyDescription("The report for people: kubectl describe shows it line by line.")
        List<@Size(max = 512) String> view) {

  /** Lists that are left out are empty. */
  public ConnectionAuditStatus {
    conditions = CollectionDefaults.orEmpty(conditions);
    findings = CollectionDefaults.orEmpty(findings);
    acts = CollectionDefaults.orEmpty(acts);
    view = CollectionDefaults.orEmpty(view);
  }

  /**
   * Everything in a few words.
   *
   * @param matched backends whose client is known, of all: {@code 139/143}
   * @param used connections, of the server's slots: {@code 143/197}
   * @param findings {@code 2 (1 critical)}
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record PrinterColumns(
      @Size(max = 32) @JsonPropertyDescription("Backends whose pod is known, of all backends.")
          @Nullable String matched,
      @Size(max = 32)
          @JsonPropertyDescription("Sessions, of the slots that ordinary roles can use.")
          @Nullable String used,
      @Size(max = 64) @JsonPropertyDescription("How many findings there are.")
          @Nullable String findings) {}

  /**
   * What did not fit.
   *
   * @param rows connections that the view does not list
   */
  public record OmittedCounts(
      @Min(0) @JsonPropertyDescription("Connections that status.view does not list.") int rows) {}
}
