package dev.pgtether.operator.agents.exchange;

import dev.pgtether.wire.Exchange;
import io.netty.buffer.ByteBuf;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * A post as it comes in. Before it is known whose it is, only what came along with the head is in
 * it: reading stands still.
 */
final class Body {

  private final Doors doors;
  private final long expected;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
  private long reserved;
  private boolean isWhole;

  /**
   * @param length as announced, -1 when it was not
   */
  Body(Doors doors, long length) {
    this.doors = doors;
    this.expected = length < 0 ? Exchange.MAX_BODY_BYTES : length;
  }

  /** Makes room for all of it; false when there is none. To be followed by {@link #leave}. */
  boolean enter() {
    if (!doors.bodyEnters(expected)) {
      return false;
    }
    reserved = expected;
    return true;
  }

  void leave() {
    doors.bodyLeaves(reserved);
    reserved = 0;
  }

  /** Adds a part; false when it is too long now. */
  boolean add(ByteBuf part, boolean isLast) {
    if (bytes.size() + part.readableBytes() > Exchange.MAX_BODY_BYTES) {
      return false;
    }
    try {
      part.readBytes(bytes, part.readableBytes());
    } catch (IOException e) {
      throw new UncheckedIOException("writing into memory", e);
    }
    isWhole |= isLast;
    return true;
  }

  boolean isWhole() {
    return isWhole;
  }

  byte[] bytes() {
    return bytes.toByteArray();
  }
}
