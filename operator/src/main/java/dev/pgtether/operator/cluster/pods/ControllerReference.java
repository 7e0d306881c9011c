package dev.pgtether.operator.cluster.pods;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import org.jspecify.annotations.Nullable;

/** What an owner reference says of the controller of a thing. */
record ControllerReference(String kind, String name, String uid) {

  /** The reference with {@code controller: true}: there is at most one. */
  static @Nullable ControllerReference of(HasMetadata thing) {
    for (OwnerReference reference : thing.getMetadata().getOwnerReferences()) {
      if (Boolean.TRUE.equals(reference.getController())) {
        return new ControllerReference(
            reference.getKind().intern(), reference.getName(), reference.getUid());
      }
    }
    return null;
  }
}
