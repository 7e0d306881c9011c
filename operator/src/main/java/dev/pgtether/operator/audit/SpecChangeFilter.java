package dev.pgtether.operator.audit;

import dev.pgtether.operator.api.ConnectionAudit;
import dev.pgtether.operator.api.LabelsAndAnnotations;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.javaoperatorsdk.operator.processing.event.source.filter.OnUpdateFilter;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Changes of a resource that lead to a reconciliation: not those that we write ourselves. */
public final class SpecChangeFilter implements OnUpdateFilter<ConnectionAudit> {

  @Override
  public boolean accept(ConnectionAudit now, ConnectionAudit before) {
    ObjectMeta newer = now.getMetadata();
    ObjectMeta older = before.getMetadata();
    return !Objects.equals(newer.getGeneration(), older.getGeneration())
        || !Objects.equals(newer.getUid(), older.getUid())
        || !Objects.equals(auditNowValue(newer), auditNowValue(older));
  }

  private static @Nullable String auditNowValue(ObjectMeta metadata) {
    return metadata.getAnnotations() == null
        ? null
        : metadata.getAnnotations().get(LabelsAndAnnotations.AUDIT_NOW);
  }
}
