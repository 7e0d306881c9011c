package dev.pgtether.correlation.world;

import dev.pgtether.correlation.fact.IpAddress;

/**
 * A pod and the whole of its life: the truth, and when each part of it was told. Times are µs of
 * the world's clock.
 *
 * @param created in the API server
 * @param cameTo it has its address from then on
 * @param started its first container runs
 * @param posted its kubelet has told of the address
 * @param asked its deletion was asked for
 * @param ended its containers are over
 * @param released the address is free
 * @param finished its kubelet has told that it is over; NEVER for a pod that is deleted first
 * @param gone the API server lists it no more
 */
record PodLife(
    String name,
    IpAddress address,
    long created,
    long cameTo,
    long started,
    long posted,
    long asked,
    long ended,
    long released,
    long finished,
    long gone,
    boolean visible,
    boolean hasAgent) {

  static final long NEVER = Long.MAX_VALUE;
  private static final long SECOND = 1_000_000;

  /** The next pod of {@code address}, after {@code before} has released it. */
  static PodLife drawn(
      String name,
      IpAddress address,
      long before,
      long outageBegin,
      long outageEnd,
      Chance chance) {
    long idle = chance.hits(0.5) ? chance.spread(SECOND, 600 * SECOND) : 0;
    long created = Math.max(0, before + idle - chance.spread(1_000, 20 * SECOND));
    long cameTo = Math.max(created, before + idle) + chance.spread(10_000, 3 * SECOND);
    long started = cameTo + chance.spread(5_000, SECOND);
    Telling telling = new Telling(outageBegin, outageEnd, chance);
    long posted = telling.by(cameTo, 2_500_000);
    long over = started + chance.spread(SECOND, 1_200 * SECOND);
    boolean stays = chance.hits(0.2);
    boolean finishes = !stays && chance.hits(0.3);
    long asked = stays || finishes ? NEVER : telling.by(over, 10);
    long ended = stays ? NEVER : finishes ? over : asked + chance.spread(10_000, 30 * SECOND);
    long released = stays ? NEVER : ended + chance.spread(10_000, 2 * SECOND);
    long finished = finishes ? telling.by(ended, 2_500_000) : NEVER;
    long gone =
        stays
            ? NEVER
            : finishes
                ? telling.by(finished + chance.spread(SECOND, 600 * SECOND), 10)
                // a kubelet tells how a pod ended, its address with it, before it lets go of it
                : telling.by(Math.max(released, posted), 5 * SECOND);
    return new PodLife(
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
        chance.hits(0.85),
        chance.hits(0.6));
  }

  /** While the API server is away nobody tells it anything. */
  private record Telling(long outageBegin, long outageEnd, Chance chance) {

    long by(long moment, long atMost) {
      long told = moment + chance.spread(1, atMost);
      return told >= outageBegin && told < outageEnd
          ? outageEnd + chance.spread(1, Math.max(1, atMost))
          : told;
    }
  }
}
