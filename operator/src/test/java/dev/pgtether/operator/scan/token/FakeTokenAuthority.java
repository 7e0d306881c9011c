package dev.pgtether.operator.scan.token;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** An API server that can be made to fail, and counts what it is asked. */
final class FakeTokenAuthority implements TokenAuthority {
  final TestTokenIssuer testTokenIssuer;
  final Map<String, Review> answers = new ConcurrentHashMap<>();
  final AtomicInteger keyReads = new AtomicInteger();
  final List<String> reviewed = new ArrayList<>();
  volatile boolean away;

  FakeTokenAuthority(TestTokenIssuer testTokenIssuer) {
    this.testTokenIssuer = testTokenIssuer;
  }

  @Override
  public String signingKeys() {
    keyReads.incrementAndGet();
    fail();
    return testTokenIssuer.keys();
  }

  @Override
  public synchronized Review review(String token) {
    reviewed.add(token);
    fail();
    return answers.getOrDefault(token, new Review.Denied("[invalid bearer token]"));
  }

  /** Issues a good token of a pod. */
  String issue(Instant until, String podUid) {
    String token = testTokenIssuer.token("pgtether", until, podUid);
    answers.put(token, new Review.Authenticated("shop", podUid, "checkout"));
    return token;
  }

  private void fail() {
    if (away) {
      throw new IllegalStateException("connection refused");
    }
  }
}
