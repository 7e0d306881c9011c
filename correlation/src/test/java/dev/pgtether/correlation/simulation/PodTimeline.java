package dev.pgtether.correlation.simulation;

import dev.pgtether.correlation.fact.IpAddress;

/**
 * When each event of a pod happened, and when the API server heard of it. Times are in µs of the
 * simulation's clock.
 *
 * @param created when it was created in the API server
 * @param addressAssigned since when it has its address
 * @param started when its first container started
 * @param addressReported when its kubelet reported the address
 * @param deletionRequested when its deletion was requested
 * @param ended when its containers ended
 * @param addressReleased when the address was free again
 * @param finished when its kubelet reported its end; NEVER for a pod that is deleted first
 * @param gone when the API server stopped listing it
 */
record PodTimeline(
    String name,
    IpAddress address,
    long created,
    long addressAssigned,
    long started,
    long addressReported,
    long deletionRequested,
    long ended,
    long addressReleased,
    long finished,
    long gone,
    boolean visible,
    boolean hasAgent) {

  static final long NEVER = Long.MAX_VALUE;
  private static final long SECOND = 1_000_000;

  /** The next pod at {@code address}, after the previous one released it at {@code before}. */
  static PodTimeline random(
      String name,
      IpAddress address,
      long before,
      long outageBegin,
      long outageEnd,
      SeededRandom random) {
    long idle = random.nextBoolean(0.5) ? random.logUniform(SECOND, 600 * SECOND) : 0;
    long created = Math.max(0, before + idle - random.logUniform(1_000, 20 * SECOND));
    long assigned = Math.max(created, before + idle) + random.logUniform(10_000, 3 * SECOND);
    long started = assigned + random.logUniform(5_000, SECOND);
    KubeletReportDelay kubeletReportDelay = new KubeletReportDelay(outageBegin, outageEnd, random);
    long reported = kubeletReportDelay.reportedAt(assigned, 2_500_000);
    long workDone = started + random.logUniform(SECOND, 1_200 * SECOND);
    boolean stays = random.nextBoolean(0.2);
    boolean finishes = !stays && random.nextBoolean(0.3);
    long deletionRequested =
        stays || finishes ? NEVER : kubeletReportDelay.reportedAt(workDone, 10);
    long ended =
        stays
            ? NEVER
            : finishes ? workDone : deletionRequested + random.logUniform(10_000, 30 * SECOND);
    long released = stays ? NEVER : ended + random.logUniform(10_000, 2 * SECOND);
    long finished = finishes ? kubeletReportDelay.reportedAt(ended, 2_500_000) : NEVER;
    long gone =
        stays
            ? NEVER
            : finishes
                ? kubeletReportDelay.reportedAt(
                    finished + random.logUniform(SECOND, 600 * SECOND), 10)
                // a kubelet reports the end of a pod, with its address, before the pod is removed
                : kubeletReportDelay.reportedAt(Math.max(released, reported), 5 * SECOND);
    return new PodTimeline(
        name,
        address,
        created,
        assigned,
        started,
        reported,
        deletionRequested,
        ended,
        released,
        finished,
        gone,
        random.nextBoolean(0.85),
        random.nextBoolean(0.6));
  }

  /** Delays of a kubelet's reports: while the API server is away, nothing can be reported. */
  private record KubeletReportDelay(long outageBegin, long outageEnd, SeededRandom seededRandom) {

    long reportedAt(long moment, long atMost) {
      long reported = moment + seededRandom.logUniform(1, atMost);
      return reported >= outageBegin && reported < outageEnd
          ? outageEnd + seededRandom.logUniform(1, Math.max(1, atMost))
          : reported;
    }
  }
}
