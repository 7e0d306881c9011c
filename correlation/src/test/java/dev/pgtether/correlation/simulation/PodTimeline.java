package dev.pgtether.correlation.simulation;

import dev.pgtether.correlation.fact.IpAddress;

/**
 * A pod and the whole of its life: the truth, and when each part of it was told. Times are µs of
 * the world's clock.
 *
 * @param created in the API server
 * @param addressAssigned it has its address from then on
 * @param started its first container runs
 * @param addressReported its kubelet has told of the address
 * @param deletionRequested its deletion was asked for
 * @param ended its containers are over
 * @param addressReleased the address is free
 * @param finished its kubelet has told that it is over; NEVER for a pod that is deleted first
 * @param gone the API server lists it no more
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

  /** The next pod of {@code address}, after {@code before} has released it. */
  static PodTimeline random(
      String name,
      IpAddress address,
      long before,
      long outageBegin,
      long outageEnd,
      SeededRandom random) {
    long idle = random.nextBoolean(0.5) ? random.logUniform(SECOND, 600 * SECOND) : 0;
    long created = Math.max(0, before + idle - random.logUniform(1_000, 20 * SECOND));
    long cameTo = Math.max(created, before + idle) + random.logUniform(10_000, 3 * SECOND);
    long started = cameTo + random.logUniform(5_000, SECOND);
    KubeletReportDelay kubeletReportDelay = new KubeletReportDelay(outageBegin, outageEnd, random);
    long posted = kubeletReportDelay.reportedAt(cameTo, 2_500_000);
    long over = started + random.logUniform(SECOND, 1_200 * SECOND);
    boolean stays = random.nextBoolean(0.2);
    boolean finishes = !stays && random.nextBoolean(0.3);
    long asked = stays || finishes ? NEVER : kubeletReportDelay.reportedAt(over, 10);
    long ended = stays ? NEVER : finishes ? over : asked + random.logUniform(10_000, 30 * SECOND);
    long released = stays ? NEVER : ended + random.logUniform(10_000, 2 * SECOND);
    long finished = finishes ? kubeletReportDelay.reportedAt(ended, 2_500_000) : NEVER;
    long gone =
        stays
            ? NEVER
            : finishes
                ? kubeletReportDelay.reportedAt(
                    finished + random.logUniform(SECOND, 600 * SECOND), 10)
                // a kubelet tells how a pod ended, its address with it, before it lets go of it
                : kubeletReportDelay.reportedAt(Math.max(released, posted), 5 * SECOND);
    return new PodTimeline(
        name,
        address,
        created,
        cameTo,
        started,
        posted,
        asked,
        ended,
        released,
        finished,
        gone,
        random.nextBoolean(0.85),
        random.nextBoolean(0.6));
  }

  /** While the API server is away nobody tells it anything. */
  private record KubeletReportDelay(long outageBegin, long outageEnd, SeededRandom seededRandom) {

    long reportedAt(long moment, long atMost) {
      long told = moment + seededRandom.logUniform(1, atMost);
      return told >= outageBegin && told < outageEnd
          ? outageEnd + seededRandom.logUniform(1, Math.max(1, atMost))
          : told;
    }
  }
}
