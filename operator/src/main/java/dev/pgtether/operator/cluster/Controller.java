package dev.pgtether.operator.cluster;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import org.jspecify.annotations.Nullable;

/** What an owner reference says of the controller of a thing. */
record Controller(String kind, String name, String uid) {

  /** The reference with {@code controller: true}: there is at most one. */
  static @Nullable Controller of(HasMetadata thing) {
    for (OwnerReference reference : thing.getMetadata().getOwnerReferences()) {
      if (Boolean.TRUE.equals(reference.getController())) {
        return new Controller(
            reference.getKind().intern(), reference.getName(), reference.getUid());
      }
    }
    return null;
  }
}
