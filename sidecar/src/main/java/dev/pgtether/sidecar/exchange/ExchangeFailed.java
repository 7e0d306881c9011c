package dev.pgtether.sidecar.exchange;

import dev.pgtether.wire.Trouble;
import java.time.Duration;

/**
 * One exchange that came to nothing. The message says what was tried, on what, and why it failed.
 */
final class ExchangeFailed extends Exception {

  private static final long serialVersionUID = 1;

  private final Trouble.Kind kind;
  private final Duration notBefore;

  ExchangeFailed(Trouble.Kind kind, String message) {
    this(kind, message, Duration.ZERO);
  }

  ExchangeFailed(Trouble.Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
    this.notBefore = Duration.ZERO;
  }

  ExchangeFailed(Trouble.Kind kind, String message, Duration notBefore) {
    super(message);
    this.kind = kind;
    this.notBefore = notBefore;
  }

  Trouble.Kind kind() {
    return kind;
  }

  /** The operator asks not to be tried again sooner; zero when it does not say. */
  Duration notBefore() {
    return notBefore;
  }

  /**
   * Something on this side is missing that will be put there by others; it costs nobody to look.
   */
  boolean isLocal() {
    return kind == Trouble.Kind.CA_UNREADABLE || kind == Trouble.Kind.TOKEN_UNREADABLE;
  }

  @Override
  public String getMessage() {
    String message = super.getMessage();
    return message == null ? kind.name() : message;
  }
}
