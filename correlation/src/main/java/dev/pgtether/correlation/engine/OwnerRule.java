package dev.pgtether.correlation.engine;

import dev.pgtether.correlation.pairing.Evidence;
import dev.pgtether.correlation.socket.CandidateSocket;
import java.util.List;

/**
 * A rule that excludes other owners of the selected socket: another backend, or a connection to
 * another server. Source: docs/architecture.md, "What proves a pair".
 */
interface OwnerRule {

  /** Returns the reasons why the socket may not be the backend's; empty when the rule holds. */
  List<Evidence> doubts(TcpClientFacts facts, CandidateSocket candidateSocket);
}
