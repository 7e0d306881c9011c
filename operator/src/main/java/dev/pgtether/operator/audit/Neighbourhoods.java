package dev.pgtether.operator.audit;

import dev.pgtether.audit.Surroundings;
import dev.pgtether.correlation.fact.IpAddress;
import dev.pgtether.operator.api.ConnectionAudit;
import java.util.List;

/** Port: what is known around the server of an audit, as far as that audit may know it. */
@FunctionalInterface
public interface Neighbourhoods {

  /**
   * @param resolved every address of the server's host
   */
  Surroundings of(ConnectionAudit audit, List<IpAddress> resolved);
}
