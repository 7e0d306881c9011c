package dev.pgtether.operator.cluster;

import dev.pgtether.correlation.fact.IpAddress;
import dev.pgtether.correlation.fact.Pod;
import dev.pgtether.correlation.fact.Tenure;
import dev.pgtether.correlation.fact.Tombstone;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** All pods by uid and by address, and those that are gone. */
final class PodLedger {

  private final Owners owners;
  private final Tombstones tombstones;
  private final Map<String, KnownPod> byUid = new HashMap<>();
  private final Map<IpAddress, List<String>> byAddress = new HashMap<>();
  private final UnpulledAgents unpulled = new UnpulledAgents();
  private final List<Hearing> hearings = new ArrayList<>();
  private final List<Consumer<String>> listeners = new CopyOnWriteArrayList<>();

  PodLedger(Owners owners, Tombstones tombstones) {
    this.owners = owners;
    this.tombstones = tombstones;
  }

  /**
   * What was found for some addresses.
   *
   * @param knownFrom {@code Cluster.knownFromMicros}
   * @param knownUntil {@code Cluster.knownUntilMicros}
   */
  record Found(List<Pod> pods, List<Tombstone> tombstones, long knownFrom, long knownUntil) {}

  void whenGone(Consumer<String> listener) {
    listeners.add(listener);
  }

  synchronized @Nullable KnownPod live(String uid) {
    KnownPod pod = byUid.get(uid);
    return pod == null || pod.pod().terminal() ? null : pod;
  }

  /** The live pods that have {@code address} now. */
  synchronized List<KnownPod> liveAt(IpAddress address) {
    return byAddress.getOrDefault(address, List.of()).stream()
        .map(byUid::get)
        .filter(Objects::nonNull)
        .filter(known -> !known.pod().terminal() && known.lostMicros() == null)
        .toList();
  }

  synchronized Set<String> namespacesOf(Predicate<PodRecord> which) {
    Set<String> namespaces = new HashSet<>();
    for (KnownPod known : byUid.values()) {
      if (!known.pod().terminal() && which.test(known.pod())) {
        namespaces.add(known.pod().namespace());
      }
    }
    return namespaces;
  }

  UnpulledAgents unpulled() {
    return unpulled;
  }

  synchronized int size() {
    return byUid.size();
  }

  /**
   * The pods and tombstones of some addresses.
   *
   * @param visible whether the tenant may know of a namespace's pods
   */
  synchronized Found find(Set<IpAddress> addresses, Predicate<String> visible) {
    Map<String, Pod> pods = new LinkedHashMap<>();
    List<Tombstone> dead = new ArrayList<>();
    for (IpAddress address : addresses) {
      for (String uid : byAddress.getOrDefault(address, List.of())) {
        KnownPod known = byUid.get(uid);
        if (known != null) {
          pods.computeIfAbsent(uid, any -> known.fact(owners.top(known.pod()), visible));
        }
      }
      for (Tombstone tombstone : tombstones.of(address)) {
        dead.add(Tombstones.seenBy(visible, tombstone));
      }
    }
    Instant from = Instant.EPOCH;
    Instant until = hearings.getFirst().knownUntil();
    for (Hearing hearing : hearings) {
      from = from.isAfter(hearing.from()) ? from : hearing.from();
      until = until.isBefore(hearing.knownUntil()) ? until : hearing.knownUntil();
    }
    long knownFrom = Math.max(TwoClocks.micros(from), tombstones.forgottenUntil());
    return new Found(List.copyOf(pods.values()), dead, knownFrom, TwoClocks.micros(until));
  }

  /** A further feed of pods: each knows of its own alone. */
  synchronized Sink<PodRecord> feed() {
    Feeding feeding = new Feeding();
    hearings.add(feeding.hearing);
    return feeding;
  }

  private final class Feeding implements Sink<PodRecord> {
    private final Hearing hearing = new Hearing();
    private final Set<String> mine = new HashSet<>();

    @Override
    public void listed(Collection<PodRecord> all, Instant asked, Instant heard) {
      Set<String> vanished;
      synchronized (PodLedger.this) {
        vanished = new HashSet<>(mine);
        for (PodRecord pod : all) {
          vanished.remove(pod.uid());
          put(pod, heard);
        }
        vanished.forEach(uid -> bury(uid, heard));
        hearing.listed(asked, heard);
      }
      vanished.forEach(PodLedger.this::tell);
    }

    /** No sign that all until now was heard: it may be the first of many that have waited. */
    @Override
    public void seen(PodRecord pod, Instant at) {
      synchronized (PodLedger.this) {
        put(pod, at);
      }
      if (pod.terminal()) {
        tell(pod.uid());
      }
    }

    @Override
    public void gone(PodRecord lastState, Instant at) {
      synchronized (PodLedger.this) {
        put(lastState, at);
        bury(lastState.uid(), at);
      }
      tell(lastState.uid());
    }

    @Override
    public void alive(Instant at) {
      synchronized (PodLedger.this) {
        hearing.alive(at);
      }
    }

    private void put(PodRecord pod, Instant at) {
      mine.add(pod.uid());
      unpulled.seen(pod);
      KnownPod before = byUid.get(pod.uid());
      KnownPod now =
          before == null ? KnownPod.first(pod, at) : before.next(pod, at, hearing.until());
      byUid.put(pod.uid(), now);
      boolean over = pod.terminal() && (before == null || !before.pod().terminal());
      if (over && now.mayHaveHadAnyAddress()) {
        tombstones.addUntold(TwoClocks.micros(at));
      }
      if (before != null) {
        before.tenures().keySet().stream()
            .filter(address -> !now.tenures().containsKey(address))
            .forEach(address -> leave(before, address, before.heldUntilItMoved(), at));
      }
      for (IpAddress address : now.tenures().keySet()) {
        List<String> there = byAddress.computeIfAbsent(address, any -> new ArrayList<>(1));
        if (!there.contains(pod.uid())) {
          there.add(pod.uid());
        }
      }
    }

    private void bury(String uid, Instant at) {
      mine.remove(uid);
      unpulled.gone(uid, at);
      KnownPod dead = byUid.remove(uid);
      if (dead == null) {
        return;
      }
      if (!dead.pod().terminal() && dead.mayHaveHadAnyAddress()) {
        tombstones.addUntold(TwoClocks.micros(at));
      }
      Long held = dead.heldUntil();
      long heldUntil = held == null ? TwoClocks.micros(hearing.knownUntil()) : held;
      dead.tenures().keySet().forEach(address -> leave(dead, address, heldUntil, at));
    }

    private void leave(KnownPod pod, IpAddress address, long heldUntil, Instant at) {
      byAddress.computeIfPresent(
          address,
          (any, uids) -> {
            uids.remove(pod.pod().uid());
            return uids.isEmpty() ? null : uids;
          });
      Tenure tenure = pod.tenures().get(address);
      if (tenure == null || pod.pod().hostNetwork()) {
        return; // a host-network pod's address was its node's
      }
      Long finished = pod.finished();
      long gone = TwoClocks.micros(at);
      tombstones.add(
          new Tombstone(
              pod.pod().uid(),
              pod.pod().namespace(),
              pod.pod().name(),
              owners.top(pod.pod()),
              address,
              tenure,
              heldUntil,
              finished == null ? gone : Math.min(gone, finished),
              false));
    }
  }

  private void tell(String uid) {
    listeners.forEach(listener -> listener.accept(uid));
  }
}
