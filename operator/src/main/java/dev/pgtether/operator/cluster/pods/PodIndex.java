package dev.pgtether.operator.cluster.pods;

import dev.pgtether.correlation.fact.AddressAssignment;
import dev.pgtether.correlation.fact.IpAddress;
import dev.pgtether.correlation.fact.Pod;
import dev.pgtether.correlation.fact.PodTombstone;
import dev.pgtether.operator.cluster.watch.ProcessClocks;
import dev.pgtether.operator.cluster.watch.ResourceSink;
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
public final class PodIndex {

  private final WorkloadResolver workloadResolver;
  private final TombstoneStore tombstoneStore;
  private final Map<String, PodAddressHistory> byUid = new HashMap<>();
  private final Map<IpAddress, List<String>> byAddress = new HashMap<>();
  private final AgentImagePullFailures imagePullFailures = new AgentImagePullFailures();
  private final List<WatchFreshness> freshnessPerSink = new ArrayList<>();
  private final List<Consumer<String>> listeners = new CopyOnWriteArrayList<>();

  public PodIndex(WorkloadResolver workloadResolver, TombstoneStore tombstoneStore) {
    this.workloadResolver = workloadResolver;
    this.tombstoneStore = tombstoneStore;
  }

  /**
   * What was found for some addresses.
   *
   * @param knownFrom {@code Cluster.knownFromMicros}
   * @param knownUntil {@code Cluster.knownUntilMicros}
   */
  public record AddressLookup(
      List<Pod> pods, List<PodTombstone> tombstones, long knownFrom, long knownUntil) {}

  public void onPodEnded(Consumer<String> listener) {
    listeners.add(listener);
  }

  synchronized @Nullable public PodAddressHistory livePod(String uid) {
    PodAddressHistory pod = byUid.get(uid);
    return pod == null || pod.pod().terminal() ? null : pod;
  }

  /** The live pods that have {@code address} now. */
  public synchronized List<PodAddressHistory> liveAt(IpAddress address) {
    return byAddress.getOrDefault(address, List.of()).stream()
        .map(byUid::get)
        .filter(Objects::nonNull)
        .filter(known -> !known.pod().terminal() && known.addressLostMicros() == null)
        .toList();
  }

  public synchronized Set<String> namespacesOf(Predicate<PodRecord> which) {
    Set<String> namespaces = new HashSet<>();
    for (PodAddressHistory known : byUid.values()) {
      if (!known.pod().terminal() && which.test(known.pod())) {
        namespaces.add(known.pod().namespace());
      }
    }
    return namespaces;
  }

  public AgentImagePullFailures imagePullFailures() {
    return imagePullFailures;
  }

  synchronized int size() {
    return byUid.size();
  }

  /**
   * The pods and tombstones of some addresses.
   *
   * @param visible whether the tenant may know of a namespace's pods
   */
  public synchronized AddressLookup lookup(Set<IpAddress> addresses, Predicate<String> visible) {
    Map<String, Pod> pods = new LinkedHashMap<>();
    List<PodTombstone> removed = new ArrayList<>();
    for (IpAddress address : addresses) {
      for (String uid : byAddress.getOrDefault(address, List.of())) {
        PodAddressHistory known = byUid.get(uid);
        if (known != null) {
          pods.computeIfAbsent(
              uid, any -> known.toFact(workloadResolver.workloadOf(known.pod()), visible));
        }
      }
      for (PodTombstone podTombstone : tombstoneStore.of(address)) {
        removed.add(TombstoneStore.withVisibility(visible, podTombstone));
      }
    }
    Instant from = Instant.EPOCH;
    Instant until = freshnessPerSink.getFirst().completeUntil();
    for (WatchFreshness watchFreshness : freshnessPerSink) {
      from = from.isAfter(watchFreshness.completeFrom()) ? from : watchFreshness.completeFrom();
      until =
          until.isBefore(watchFreshness.completeUntil()) ? until : watchFreshness.completeUntil();
    }
    long knownFrom = Math.max(ProcessClocks.micros(from), tombstoneStore.incompleteUntil());
    return new AddressLookup(
        List.copyOf(pods.values()), removed, knownFrom, ProcessClocks.micros(until));
  }

  /** A further feed of pods: each knows of its own alone. */
  public synchronized ResourceSink<PodRecord> newSink() {
    PodSink podSink = new PodSink();
    freshnessPerSink.add(podSink.watchFreshness);
    return podSink;
  }

  private final class PodSink implements ResourceSink<PodRecord> {
    private final WatchFreshness watchFreshness = new WatchFreshness();
    private final Set<String> ownUids = new HashSet<>();

    @Override
    public void listed(Collection<PodRecord> all, Instant requestedAt, Instant receivedAt) {
      Set<String> vanished;
      synchronized (PodIndex.this) {
        vanished = new HashSet<>(ownUids);
        for (PodRecord pod : all) {
          vanished.remove(pod.uid());
          put(pod, receivedAt);
        }
        vanished.forEach(uid -> removePod(uid, receivedAt));
        watchFreshness.listed(requestedAt, receivedAt);
      }
      vanished.forEach(PodIndex.this::notifyListeners);
    }

    /** No sign that all until now was heard: it may be the first of many that have waited. */
    @Override
    public void upserted(PodRecord pod, Instant at) {
      synchronized (PodIndex.this) {
        put(pod, at);
      }
      if (pod.terminal()) {
        notifyListeners(pod.uid());
      }
    }

    @Override
    public void deleted(PodRecord lastState, Instant at) {
      synchronized (PodIndex.this) {
        put(lastState, at);
        removePod(lastState.uid(), at);
      }
      notifyListeners(lastState.uid());
    }

    @Override
    public void caughtUpTo(Instant at) {
      synchronized (PodIndex.this) {
        watchFreshness.caughtUpTo(at);
      }
    }

    private void put(PodRecord pod, Instant at) {
      ownUids.add(pod.uid());
      imagePullFailures.podUpdated(pod);
      PodAddressHistory before = byUid.get(pod.uid());
      PodAddressHistory now =
          before == null
              ? PodAddressHistory.firstSeen(pod, at)
              : before.updated(pod, at, watchFreshness.lastContact());
      byUid.put(pod.uid(), now);
      boolean over = pod.terminal() && (before == null || !before.pod().terminal());
      if (over && now.mayHaveHadUnreportedAddress()) {
        tombstoneStore.addUnreportedAddress(ProcessClocks.micros(at));
      }
      if (before != null) {
        before.tenures().keySet().stream()
            .filter(address -> !now.tenures().containsKey(address))
            .forEach(address -> releaseAddress(before, address, before.heldUntilMoved(), at));
      }
      for (IpAddress address : now.tenures().keySet()) {
        List<String> there = byAddress.computeIfAbsent(address, any -> new ArrayList<>(1));
        if (!there.contains(pod.uid())) {
          there.add(pod.uid());
        }
      }
    }

    private void removePod(String uid, Instant at) {
      ownUids.remove(uid);
      imagePullFailures.podDeleted(uid, at);
      PodAddressHistory removed = byUid.remove(uid);
      if (removed == null) {
        return;
      }
      if (!removed.pod().terminal() && removed.mayHaveHadUnreportedAddress()) {
        tombstoneStore.addUnreportedAddress(ProcessClocks.micros(at));
      }
      Long held = removed.heldUntil();
      long heldUntil = held == null ? ProcessClocks.micros(watchFreshness.completeUntil()) : held;
      removed
          .tenures()
          .keySet()
          .forEach(address -> releaseAddress(removed, address, heldUntil, at));
    }

    private void releaseAddress(
        PodAddressHistory pod, IpAddress address, long heldUntil, Instant at) {
      byAddress.computeIfPresent(
          address,
          (any, uids) -> {
            uids.remove(pod.pod().uid());
            return uids.isEmpty() ? null : uids;
          });
      AddressAssignment addressAssignment = pod.tenures().get(address);
      if (addressAssignment == null || pod.pod().hostNetwork()) {
        return; // a host-network pod's address was its node's
      }
      Long finished = pod.finished();
      long gone = ProcessClocks.micros(at);
      tombstoneStore.add(
          new PodTombstone(
              pod.pod().uid(),
              pod.pod().namespace(),
              pod.pod().name(),
              workloadResolver.workloadOf(pod.pod()),
              address,
              addressAssignment,
              heldUntil,
              finished == null ? gone : Math.min(gone, finished),
              false));
    }
  }

  private void notifyListeners(String uid) {
    listeners.forEach(listener -> listener.accept(uid));
  }
}
