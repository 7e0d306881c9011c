package dev.pgtether.collector.table;

import dev.pgtether.correlation.fact.Endpoint;

/**
 * One row of a listing, read where it stands: good only until the sink that was given it returns.
 */
public interface SocketRow {

  /** The kernel's number of the TCP state. */
  int state();

  int localPort();

  int peerPort();

  Endpoint local();

  Endpoint peer();

  /** 0 where the listing has none. */
  long cookie();

  int uid();

  /** 0 for a socket that no process can hold any more. */
  long inode();

  /** The interface that the socket is bound to; 0 for none. */
  int networkInterface();

  /** {@code struct tcp_info} came with the row. */
  boolean hasTcpInfo();

  /** {@code tcpi_last_data_sent}, milliseconds. */
  long lastDataSentMillis();

  /** {@code tcpi_bytes_received}. */
  long bytesReceived();
}
