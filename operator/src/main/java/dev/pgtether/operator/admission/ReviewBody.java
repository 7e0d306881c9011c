package dev.pgtether.operator.admission;

import io.vertx.core.buffer.Buffer;
import java.util.concurrent.atomic.AtomicLong;

/** A review's body as it comes in; it takes room in memory from its first byte until it leaves. */
final class ReviewBody {

  private final AtomicLong bytesOfAll;
  private final long mostOfAll;
  private final Buffer body = Buffer.buffer();
  private long reserved;

  /**
   * @param bytesOfAll what all reviews together take
   */
  ReviewBody(AtomicLong bytesOfAll, long mostOfAll) {
    this.bytesOfAll = bytesOfAll;
    this.mostOfAll = mostOfAll;
  }

  /** What became of a part. */
  enum Added {
    FITS,
    TOO_LONG,
    NO_ROOM
  }

  /** Adds a part, when there is room for it. */
  synchronized Added add(Buffer part) {
    int length = part.length();
    if (body.length() + length > WebhookServer.LONGEST_BODY) {
      return Added.TOO_LONG;
    }
    if (bytesOfAll.addAndGet(length) > mostOfAll) {
      bytesOfAll.addAndGet(-length);
      return Added.NO_ROOM;
    }
    reserved += length;
    body.appendBuffer(part);
    return Added.FITS;
  }

  String text() {
    return body.toString();
  }

  /** Gives its room back; once, however often it is called. */
  synchronized void leave() {
    bytesOfAll.addAndGet(-reserved);
    reserved = 0;
  }
}
