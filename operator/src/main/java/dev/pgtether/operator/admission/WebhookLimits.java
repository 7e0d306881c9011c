package dev.pgtether.operator.admission;

import java.time.Duration;

/**
 * What the webhook may cost, as every pod can reach its port.
 *
 * @param connections open at a time; for another, the oldest is closed
 * @param handshakes under way at a time; for another, the oldest is closed. Enough that nobody
 *     fills them within the milliseconds that the API server's takes
 * @param bodiesBytes of all reviews in memory at a time; more are refused
 * @param request from the end of a request's head to the end of its body
 */
record WebhookLimits(int connections, int handshakes, long bodiesBytes, Duration request) {

  static final WebhookLimits DEFAULT = new WebhookLimits(64, 256, 8L << 20, Duration.ofSeconds(5));
}
