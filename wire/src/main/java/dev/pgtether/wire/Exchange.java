package dev.pgtether.wire;

import java.time.Duration;

/** The agreements of the HTTP exchange that carries the messages. */
public final class Exchange {

  /** Where agents post. */
  public static final String PATH = "/v1/exchange";

  /** Versions of the wire that the sender speaks; in an answer the one it is written in. */
  public static final String WIRE_HEADER = "Pgtether-Wire";

  /** With status 421: {@code host:port} of the replica to post to instead. */
  public static final String LEADER_HEADER = "Pgtether-Leader";

  /** What every message is. */
  public static final String CONTENT_TYPE = "application/json";

  /** The {@code aud} of the tokens that agents show. */
  public static final String AUDIENCE = "pgtether";

  /** How long the operator holds an answer back when it has nothing to ask. */
  public static final Duration HOLD = Duration.ofSeconds(25);

  /** By which part of itself {@link #HOLD} varies either way, so that agents do not march. */
  public static final double HOLD_SPREAD = 0.2;

  /** A longer body is refused before it is read to its end. */
  public static final int MAX_BODY_BYTES = 1 << 20;

  /** More sockets in one report are refused. */
  public static final int MAX_SOCKETS = 20_000;

  private Exchange() {}
}
