package dev.pgtether.correlation.simulation;

/**
 * Probabilities and bounds of a simulation.
 *
 * @param showsStarting PostgreSQL 18: sessions have a row while they are authenticated
 * @param offersTls half of the connections use TLS
 * @param slowAuthenticationShare the share of connections whose authentication takes long
 * @param pipelinedShare the share of messages that are sent in batches, ahead of their answers
 * @param maxNoticeDelay the longest time that an idle backend needs to notice that its client is
 *     gone (until the scheduler runs it), in µs
 * @param unknownRewrites connections may use rewritten addresses that the audit does not know
 */
record SimulationSettings(
    boolean showsStarting,
    boolean offersTls,
    double slowAuthenticationShare,
    double pipelinedShare,
    long maxNoticeDelay,
    boolean unknownRewrites) {

  long noticeDelay(SeededRandom random) {
    return random.logUniform(20, maxNoticeDelay);
  }
}
