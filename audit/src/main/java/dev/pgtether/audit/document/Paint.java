package dev.pgtether.audit.document;

import dev.pgtether.correlation.fact.SessionState;
import dev.pgtether.correlation.pairing.Verdict;
import org.jspecify.annotations.Nullable;

/** ANSI colours (ECMA-48, select graphic rendition): never the only bearer of what they say. */
enum Paint {
  NONE(""),
  BOLD("1"),
  DIM("2"),
  RED("31"),
  GREEN("32"),
  YELLOW("33"),
  CYAN("36");

  private final String code;

  Paint(String code) {
    this.code = code;
  }

  String on(String text) {
    return this == NONE || text.isEmpty() ? text : "\u001b[" + code + "m" + text + "\u001b[0m";
  }

  static Paint of(TableColumn column, Row row) {
    return switch (column) {
      case VERDICT -> of(row.verdict());
      case STATE -> of(row.pairing().backend().state());
      default -> NONE;
    };
  }

  static Paint of(@Nullable Change change) {
    return switch (change) {
      case NEW -> GREEN;
      case PAIRING -> RED;
      case STATE -> YELLOW;
      case GONE -> DIM;
      case null -> NONE;
    };
  }

  private static Paint of(Verdict verdict) {
    return switch (verdict) {
      case EXACT -> GREEN;
      case SOCKET, POOLED, PROXIED, TRANSLATED -> CYAN;
      case AMBIGUOUS, UNKNOWN -> YELLOW;
      case GHOST, ABSENT -> RED;
      case POD, LOCAL, EXTERNAL -> NONE;
    };
  }

  private static Paint of(SessionState state) {
    return switch (state) {
      case IDLE_IN_TRANSACTION, IDLE_IN_TRANSACTION_ABORTED -> YELLOW;
      case STARTING, ACTIVE, IDLE, FASTPATH, DISABLED, UNKNOWN -> NONE;
    };
  }
}
