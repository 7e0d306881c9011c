package dev.pgtether.operator.cluster;

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
final class Shelf<T> implements Sink<T> {
  private final Function<T, String> name;
  private volatile Map<String, T> things = Map.of();

  Shelf(Function<T, String> name) {
    this.name = name;
  }

  @Nullable T get(String wanted) {
    return things.get(wanted);
  }

  List<T> all() {
    return List.copyOf(things.values());
  }

  @Override
  public void listed(Collection<T> all, Instant asked, Instant heard) {
    things =
        new ConcurrentHashMap<>(
            all.stream().collect(Collectors.toMap(name, thing -> thing, (one, later) -> later)));
  }

  @Override
  public void seen(T thing, Instant at) {
    things.put(name.apply(thing), thing);
  }

  @Override
  public void gone(T lastState, Instant at) {
    things.remove(name.apply(lastState));
  }

  @Override
  public void alive(Instant at) {}
}
