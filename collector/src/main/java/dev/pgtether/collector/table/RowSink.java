package dev.pgtether.collector.table;

/** Takes the rows of a listing, one after the other. */
@FunctionalInterface
public interface RowSink {

  void row(SocketRow row);
}
