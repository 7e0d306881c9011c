package dev.pgtether.cli;

import dev.pgtether.correlation.fact.Endpoint;
import dev.pgtether.database.config.ConnectionTarget;
import java.time.Duration;
import java.util.List;

/** How the commands come by an {@link Auditor}. */
@FunctionalInterface
interface Auditors {

  /** Opens nothing yet. */
  Auditor of(Request request);

  /**
   * What to audit, and where to look for its clients.
   *
   * @param alsoKnownAs further addresses of this server
   * @param namespaces which network namespaces to look into
   * @param timeout for one scan of the sockets
   */
  record Request(
      ConnectionTarget connectionTarget,
      List<Endpoint> alsoKnownAs,
      Namespaces namespaces,
      Duration timeout) {}

  /** Which network namespaces to look into. */
  enum Namespaces {
    /** Every one that may be entered. */
    WHAT_CAN_BE,
    /** Every one; without all of them the audit is incomplete. */
    ALL_OF_HOST,
    /** Only the one that pgtether is in. */
    OWN
  }
}
