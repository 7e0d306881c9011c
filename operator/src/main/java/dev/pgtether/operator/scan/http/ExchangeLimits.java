package dev.pgtether.operator.scan.http;

import dev.pgtether.wire.Exchange;
import java.time.Duration;

/**
 * What one side of the endpoint may cost.
 *
 * @param strangers connections whose token has not been looked at; more wait in the kernel's queue
 * @param strangersPerAddress of them, from one address; more are closed
 * @param connectionsPerPod open connections of one pod; more are refused
 * @param bodiesBytes posts in memory at a time, in all
 * @param handshake from connecting to the end of the TLS handshake
 * @param request from connecting to the end of a request's head
 * @param body from the head to the end of the body, and again for what is made of it
 * @param idle between an answer and the next request
 * @param hold how long an answer is held, on average
 */
public record ExchangeLimits(
    int strangers,
    int strangersPerAddress,
    int connectionsPerPod,
    long bodiesBytes,
    Duration handshake,
    Duration request,
    Duration body,
    Duration idle,
    Duration hold) {

  public static final ExchangeLimits DEFAULT =
      new ExchangeLimits(
          512,
          16,
          4,
          64L << 20,
          Duration.ofSeconds(5),
          Duration.ofSeconds(10),
          Duration.ofSeconds(10),
          Duration.ofSeconds(60),
          Exchange.HOLD);
}
