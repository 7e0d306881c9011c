package dev.pgtether.operator.cluster.watch;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The things of one kind as they are now, by name, without a history.
 *
 * @param <T> the thing
 */
public final class ResourceStore<T> implements ResourceSink<T> {
  private final Function<T, String> name;
  private volatile Map<String, T> things = Map.of();

  public ResourceStore(Function<T, String> name) {
    this.name = name;
  }

  @Nullable
  public T get(String wanted) {
    return things.get(wanted);
  }

  public List<T> all() {
    return List.copyOf(things.values());
  }

  @Override
  public void listed(Collection<T> all, Instant requestedAt, Instant receivedAt) {
    things =
        new ConcurrentHashMap<>(
            all.stream().collect(Collectors.toMap(name, thing -> thing, (one, later) -> later)));
  }

  @Override
  public void upserted(T thing, Instant at) {
    things.put(name.apply(thing), thing);
  }

  @Override
  public void deleted(T lastState, Instant at) {
    things.remove(name.apply(lastState));
  }

  @Override
  public void caughtUpTo(Instant at) {}
}
