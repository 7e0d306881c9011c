package dev.pgtether.operator.audit;

import dev.pgtether.operator.api.Annotations;
import dev.pgtether.operator.api.ConnectionAudit;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.javaoperatorsdk.operator.processing.event.source.filter.OnUpdateFilter;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Changes of a resource that lead to a reconciliation: not those that we write ourselves. */
public final class WorthAttention implements OnUpdateFilter<ConnectionAudit> {

  @Override
  public boolean accept(ConnectionAudit now, ConnectionAudit before) {
    ObjectMeta newer = now.getMetadata();
    ObjectMeta older = before.getMetadata();
    return !Objects.equals(newer.getGeneration(), older.getGeneration())
        || !Objects.equals(newer.getUid(), older.getUid())
        || !Objects.equals(asked(newer), asked(older));
  }

  private static @Nullable String asked(ObjectMeta metadata) {
    return metadata.getAnnotations() == null
        ? null
        : metadata.getAnnotations().get(Annotations.AUDIT_NOW);
  }
}
