package dev.pgtether.correlation.simulation;

import java.util.List;

/**
 * When what happened on a connection. Times are µs of the world's clock.
 *
 * @param connected the client's socket is ESTABLISHED
 * @param accepted the server has a process for it: {@code backend_start}
 * @param phases what PostgreSQL shows, from the moment it shows a row
 * @param sends when the client sent data
 * @param received what the client's kernel received
 * @param ended the client closed or died
 * @param noticeable the end has reached the server's kernel
 * @param exited the backend is gone
 */
record ConnectionTimeline(
    long connected,
    long accepted,
    List<SessionPhase> phases,
    List<Long> sends,
    List<ReceivedBytes> received,
    ClientExit clientExit,
    long ended,
    long noticeable,
    long exited) {

  /** So many bytes at once. */
  record ReceivedBytes(long at, long bytes) {}

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    text.append("connected ").append(connected).append(" accepted ").append(accepted);
    text.append(' ').append(clientExit);
    if (clientExit != ClientExit.NONE) {
      text.append(" ended ").append(ended).append(" exited ").append(exited);
    }
    phases.forEach(sessionPhase -> text.append("\n      ").append(sessionPhase));
    text.append("\n      sends ").append(sends).append("\n      received ").append(received);
    return text.toString();
  }
}
