package dev.pgtether.correlation.fact;

import org.jspecify.annotations.Nullable;

/**
 * One row of {@code pg_stat_activity} of type {@code client backend} or {@code walsender}. Module
 * database has already left out parallel workers: their leader stands for them.
 *
 * @param id pid and {@code backend_start}
 * @param kind client backend or walsender
 * @param client {@code client_addr} and {@code client_port}
 * @param state {@code state}: what the session does
 * @param stateChangeMicros {@code state_change}, in µs since the epoch; null when PostgreSQL has
 *     none
 * @param queryStartMicros {@code query_start}, in µs since the epoch; null when PostgreSQL has none
 * @param waitEvent {@code wait_event}, for example {@code ClientRead}; null when the backend does
 *     not wait
 * @param readAtMicros the server's {@code clock_timestamp()} when this row was read, in µs since
 *     the epoch: the only clock with which {@code query_start} and {@code state_change} can be
 *     compared
 * @param user role name; null for a row whose role was dropped
 * @param database database name; null for a walsender without one
 * @param application {@code application_name}, which the client chooses: shown, never used for
 *     pairing
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

  /** The values of {@code backend_type} that are paired. */
  public enum Kind {
    CLIENT,
    WALSENDER
  }

  /**
   * The backend waits for its client's socket: {@code ClientRead}, or the wait of a walsender's
   * loop, which reads the standby's replies meanwhile ({@code WalSndWait} in walsender.c). Such a
   * backend notices at once that its client is gone.
   */
  public boolean waitsForClient() {
    return "ClientRead".equals(waitEvent)
        || (kind == Kind.WALSENDER
            && waitEvent != null
            && (waitEvent.equals("WalSenderMain")
                || waitEvent.equalsIgnoreCase("WalSenderWaitForWal")));
  }

  /**
   * The session of a client is idle: the backend has read everything that it received, and whatever
   * it does next, it receives after this row. (A backend in COPY FROM STDIN or within a pipeline
   * also waits for its client, but its state is active.)
   */
  public boolean isIdle() {
    return kind == Kind.CLIENT
        && "ClientRead".equals(waitEvent)
        && (state == SessionState.IDLE
            || state == SessionState.IDLE_IN_TRANSACTION
            || state == SessionState.IDLE_IN_TRANSACTION_ABORTED);
  }

  /** The client's TCP endpoint; null for a client without one. */
  public @Nullable Endpoint tcpClient() {
    return client instanceof ClientAddress.Tcp(Endpoint endpoint) ? endpoint : null;
  }
}
