package dev.pgtether.operator.scan.http;

import dev.pgtether.wire.Exchange;
import io.netty.buffer.ByteBuf;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/**
 * A post as it comes in. Before it is known whose it is, only what came along with the head is in
 * it: reading stands still.
 */
final class RequestBody {

  private final ConnectionLimiter connectionLimiter;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
  private @Nullable String podUid;
  private long reserved;
  private boolean isWhole;

  RequestBody(ConnectionLimiter connectionLimiter) {
    this.connectionLimiter = connectionLimiter;
  }

  /** What became of a part. */
  enum Added {
    FITS,
    TOO_LONG,
    NO_ROOM
  }

  /**
   * It is this pod's: it takes room from now on, as it comes in and not as announced, or a few pods
   * that announce much and send nothing would silence all. To be followed by {@link #leave}.
   *
   * @return false when there is no room, or the pod is posting already
   */
  boolean enter(String uid) {
    if (!connectionLimiter.postBegins(uid)) {
      return false;
    }
    podUid = uid;
    return reserve(bytes.size());
  }

  private boolean reserve(int length) {
    if (!connectionLimiter.bytesEnter(length)) {
      return false;
    }
    reserved += length;
    return true;
  }

  void leave() {
    connectionLimiter.bytesLeave(reserved);
    reserved = 0;
    String uid = podUid;
    if (uid != null) {
      connectionLimiter.postEnds(uid);
    }
    podUid = null;
  }

  /** Adds a part, when there is room for it. */
  Added add(ByteBuf part, boolean isLast) {
    int length = part.readableBytes();
    if (bytes.size() + length > Exchange.MAX_BODY_BYTES) {
      return Added.TOO_LONG;
    }
    if (podUid != null && !reserve(length)) {
      return Added.NO_ROOM;
    }
    try {
      part.readBytes(bytes, length);
    } catch (IOException e) {
      throw new UncheckedIOException("writing into memory", e);
    }
    isWhole |= isLast;
    return Added.FITS;
  }

  boolean isWhole() {
    return isWhole;
  }

  byte[] bytes() {
    return bytes.toByteArray();
  }
}
