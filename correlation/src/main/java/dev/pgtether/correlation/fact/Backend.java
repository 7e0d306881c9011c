package dev.pgtether.correlation.fact;

import org.jspecify.annotations.Nullable;

/**
 * One row of PostgreSQL's activity of type {@code client backend} or {@code walsender}. Parallel
 * workers are folded into their leader before this point.
 *
 * @param kind client backend or walsender
 * @param state what the session does
 * @param stateChangeMicros {@code state_change}, µs since the epoch; null when PostgreSQL has none
 * @param queryStartMicros {@code query_start}, µs since the epoch; null when PostgreSQL has none
 * @param waitEvent {@code wait_event}, for instance {@code ClientRead}; null when the backend does
 *     not wait
 * @param readAtMicros the server's {@code clock_timestamp()} as this row was read, µs since the
 *     epoch: the one clock that {@code query_start} and {@code state_change} can be compared with
 * @param user role name; null for a row whose role is gone
 * @param database database name; null for a walsender without one
 * @param application {@code application_name}: the client's claim about itself, shown, never used
 *     for pairing
 */
public record Backend(
    BackendId id,
    Kind kind,
    ClientAddress client,
    SessionState state,
    @Nullable Long stateChangeMicros,
    @Nullable Long queryStartMicros,
    @Nullable String waitEvent,
    long readAtMicros,
    @Nullable String user,
    @Nullable String database,
    @Nullable String application) {

  /** {@code backend_type}, as far as it is paired. */
  public enum Kind {
    CLIENT,
    WALSENDER
  }

  /**
   * The backend waits on its client's socket: {@code ClientRead}, or a walsender's loops, which
   * read the standby's replies while they wait ({@code WalSndWait} in walsender.c). Such a backend
   * notices at once that its client is gone.
   */
  public boolean waitsForClient() {
    return "ClientRead".equals(waitEvent)
        || (kind == Kind.WALSENDER
            && waitEvent != null
            && (waitEvent.equals("WalSenderMain")
                || waitEvent.equalsIgnoreCase("WalSenderWaitForWal")));
  }

  /**
   * A client's session that has nothing to do: whatever it was sent it has read, and what it does
   * next it is sent from now on. (In COPY FROM STDIN and within a pipeline it waits as well, and is
   * active.)
   */
  public boolean isIdle() {
    return kind == Kind.CLIENT
        && "ClientRead".equals(waitEvent)
        && (state == SessionState.IDLE
            || state == SessionState.IDLE_IN_TRANSACTION
            || state == SessionState.IDLE_IN_TRANSACTION_ABORTED);
  }

  /** The client's TCP endpoint, or null for a client that has none. */
  public @Nullable Endpoint tcpClient() {
    return client instanceof ClientAddress.Tcp(Endpoint endpoint) ? endpoint : null;
  }
}
