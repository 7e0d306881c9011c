package dev.pgtether.correlation.world;

/**
 * What a world allows.
 *
 * @param showsStarting PostgreSQL 18: authenticating sessions have a row
 * @param offersTls half of the connections use it
 * @param heldInAuthentication share of connections that hang in authentication
 * @param pipelines share of messages that come in batches, sent ahead of their answers
 * @param latestNoticing the longest that an idle backend takes to notice that its client is gone,
 *     µs: until the scheduler runs it
 * @param detours connections may run over rewritten addresses that the audit does not know
 */
record Manners(
    boolean showsStarting,
    boolean offersTls,
    double heldInAuthentication,
    double pipelines,
    long latestNoticing,
    boolean detours) {

  long noticingDelay(Chance chance) {
    return chance.spread(20, latestNoticing);
  }
}
