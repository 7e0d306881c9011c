package dev.pgtether.operator.inject;

import java.time.Duration;

/**
 * What the webhook may cost, as every pod can reach its port.
 *
 * @param connections open at a time; for another, the oldest is closed
 * @param bodiesBytes of all reviews in memory at a time; more are refused
 * @param request from the end of a request's head to the end of its body
 */
record WebhookLimits(int connections, long bodiesBytes, Duration request) {

  static final WebhookLimits DEFAULT = new WebhookLimits(64, 8L << 20, Duration.ofSeconds(5));
}
