package dev.pgtether.operator.audit;

import dev.pgtether.operator.api.ConnectionAudit;
import io.javaoperatorsdk.operator.processing.event.Event;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.AbstractEventSource;
import io.javaoperatorsdk.operator.processing.event.source.ResourceEventAware;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Reasons to reconcile that do not come from the API server: an audit has ended, this replica leads
 * now. Hears of deletions as well; no finalizer keeps a resource for us.
 */
final class WakeupEventSource extends AbstractEventSource<Void, ConnectionAudit>
    implements ResourceEventAware<ConnectionAudit> {

  private final Map<ResourceID, ConnectionAudit> known = new ConcurrentHashMap<>();
  private final Consumer<ConnectionAudit> deleted;

  WakeupEventSource(Consumer<ConnectionAudit> deleted) {
    super(Void.class, "wakeups");
    this.deleted = deleted;
  }

  void wake(ConnectionAudit audit) {
    wake(ResourceID.fromResource(audit));
  }

  void wakeAll() {
    known.keySet().forEach(this::wake);
  }

  private void wake(ResourceID id) {
    if (isRunning()) {
      getEventHandler().handleEvent(new Event(id));
    }
  }

  @Override
  public void onResourceCreated(ConnectionAudit audit) {
    known.put(ResourceID.fromResource(audit), audit);
  }

  @Override
  public void onResourceUpdated(ConnectionAudit audit, ConnectionAudit before) {
    known.put(ResourceID.fromResource(audit), audit);
    if (!audit.getMetadata().getUid().equals(before.getMetadata().getUid())) {
      deleted.accept(before);
    }
  }

  @Override
  public void onResourceDeleted(ConnectionAudit audit) {
    known.remove(ResourceID.fromResource(audit));
    deleted.accept(audit);
  }

  @Override
  public Set<Void> getSecondaryResources(ConnectionAudit audit) {
    return Set.of();
  }
}
