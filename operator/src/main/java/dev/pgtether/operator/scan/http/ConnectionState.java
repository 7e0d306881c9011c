package dev.pgtether.operator.scan.http;

/** Where a connection stands; but for the last two, each is followed by the next or by the last. */
enum ConnectionState {
  /** Its handshake, or the head of its first request, is under way. */
  CONNECTED,
  /** Whose token it is, is being asked. */
  IDENTIFYING,
  /** The body is under way. */
  READING,
  /** The post is being decoded. */
  WORKING,
  /** It waits to be asked. */
  HELD,
  /** It has been, or nothing was to be asked: the next request may come. */
  ANSWERED,
  /** It has been refused, or is closed. */
  REFUSED
}
