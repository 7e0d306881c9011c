package dev.pgtether.collector.netlink;

import dev.pgtether.collector.table.ListingEnd;

/**
 * One dump under way: takes datagrams, each of several messages, until the kernel says that it is
 * done.
 */
final class Dump {

  private final int sequence;
  private final int answerType;
  private final MessageSink sink;
  private boolean interrupted;
  private boolean done;

  Dump(int sequence, int answerType, MessageSink sink) {
    this.sequence = sequence;
    this.answerType = answerType;
    this.sink = sink;
  }

  boolean isDone() {
    return done;
  }

  ListingEnd end() {
    return interrupted ? ListingEnd.INTERRUPTED : ListingEnd.COMPLETE;
  }

  /** Something of it was lost. */
  void interrupted() {
    interrupted = true;
  }

  /**
   * Takes one datagram.
   *
   * @throws NetlinkRefusedException when it holds the kernel's error instead of an answer
   */
  void take(byte[] datagram, int length) throws NetlinkRefusedException {
    int at = 0;
    while (at + Messages.HEADER <= length && !done) {
      int messageLength = LittleEndian.i32(datagram, at);
      if (messageLength < Messages.HEADER || messageLength > length - at) {
        interrupted = true; // cut in the middle
        return;
      }
      // An answer to an earlier request, whose dump was given up, may still be on its way.
      if (LittleEndian.i32(datagram, at + Messages.SEQUENCE_AT) == sequence) {
        take(datagram, at, messageLength);
      }
      at += Messages.align(messageLength);
    }
  }

  private void take(byte[] datagram, int at, int length) throws NetlinkRefusedException {
    int type = LittleEndian.u16(datagram, at + Messages.TYPE_AT);
    interrupted |=
        (LittleEndian.u16(datagram, at + Messages.FLAGS_AT) & Messages.FLAG_INTERRUPTED) != 0;
    if (type == answerType) {
      sink.message(datagram, at + Messages.HEADER, at + length);
    } else if (type == Messages.DONE || type == Messages.ERROR) {
      done = true;
      int error =
          length >= Messages.HEADER + 4 ? LittleEndian.i32(datagram, at + Messages.HEADER) : 0;
      if (error < 0) {
        throw new NetlinkRefusedException("dumping over netlink", -error);
      }
    } else if (type == Messages.OVERRUN) {
      interrupted = true;
    }
  }
}
