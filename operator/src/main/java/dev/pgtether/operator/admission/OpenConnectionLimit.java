package dev.pgtether.operator.admission;

import io.vertx.core.http.HttpConnection;
import java.util.LinkedHashSet;

/**
 * So many connections and no more: the oldest makes room for the newest. Were newcomers turned away
 * instead, whoever sits on all places would keep the API server out.
 */
final class OpenConnectionLimit {

  private final int most;
  private final LinkedHashSet<HttpConnection> open = new LinkedHashSet<>();

  OpenConnectionLimit(int most) {
    this.most = most;
  }

  void enter(HttpConnection connection) {
    connection.closeHandler(closed -> leave(connection));
    HttpConnection oldest = null;
    synchronized (this) {
      if (open.size() >= most) {
        oldest = open.removeFirst();
      }
      open.add(connection);
    }
    if (oldest != null) {
      oldest.close();
    }
  }

  private synchronized void leave(HttpConnection connection) {
    open.remove(connection);
  }
}
