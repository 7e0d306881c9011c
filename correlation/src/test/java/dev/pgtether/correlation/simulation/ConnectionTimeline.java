package dev.pgtether.correlation.simulation;

import java.util.List;

/**
 * When each event of a connection happened, in µs of the simulation's clock.
 *
 * @param connected the client's socket became ESTABLISHED
 * @param accepted the server started a process for it: {@code backend_start}
 * @param phases what PostgreSQL shows, from its first row on
 * @param sends when the client sent data
 * @param received what the client's kernel received
 * @param clientExit how the client ended the connection
 * @param ended the client closed or died
 * @param noticeable the server's kernel knew of the end
 * @param exited the backend ended
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

  /** Bytes received at one moment. */
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
