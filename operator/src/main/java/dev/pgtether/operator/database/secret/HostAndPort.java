package dev.pgtether.operator.database.secret;

import dev.pgtether.operator.api.ConnectionAudit;
import dev.pgtether.operator.api.DatabaseSpec;

/** Where an audit's server is, as messages say it: {@code orders-db.shop.svc:5432}. */
record HostAndPort(String host, int port) {

  static HostAndPort of(ConnectionAudit audit) {
    DatabaseSpec database = audit.getSpec().database();
    return new HostAndPort(database.host(), database.port());
  }

  @Override
  public String toString() {
    return host.indexOf(':') >= 0 ? "[" + host + "]:" + port : host + ":" + port;
  }
}
