package dev.pgtether.correlation.simulation;

/**
 * What a world allows.
 *
 * @param showsStarting PostgreSQL 18: authenticating sessions have a row
 * @param offersTls half of the connections use it
 * @param slowAuthenticationShare share of connections that hang in authentication
 * @param pipelinedShare share of messages that come in batches, sent ahead of their answers
 * @param maxNoticeDelay the longest that an idle backend takes to notice that its client is gone,
 *     µs: until the scheduler runs it
 * @param unknownRewrites connections may run over rewritten addresses that the audit does not know
 */
record SimulationSettings(
    boolean showsStarting,
    boolean offersTls,
    double slowAuthenticationShare,
    double pipelinedShare,
    long maxNoticeDelay,
    boolean unknownRewrites) {

  long noticingDelay(SeededRandom random) {
    return random.logUniform(20, maxNoticeDelay);
  }
}
