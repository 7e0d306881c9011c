package dev.pgtether.collector.netlink;

/** Takes each message of a dump; {@code from} is the first byte after its header. */
@FunctionalInterface
interface MessageSink {

  void message(byte[] bytes, int from, int end);
}
