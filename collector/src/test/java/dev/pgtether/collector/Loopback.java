package dev.pgtether.collector;

import dev.pgtether.correlation.fact.Endpoint;
import dev.pgtether.correlation.fact.IpAddress;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/** A server on a loopback address, and connections to it. */
final class Loopback implements AutoCloseable {

  private final ServerSocket listener;
  private final List<Closeable> open = new ArrayList<>();

  private Loopback(ServerSocket listener) {
    this.listener = listener;
  }

  static Loopback on(String address) throws IOException {
    return new Loopback(new ServerSocket(0, 200, InetAddress.ofLiteral(address)));
  }

  int port() {
    return listener.getLocalPort();
  }

  Endpoint endpoint() {
    return new Endpoint(IpAddress.of(listener.getInetAddress()), port());
  }

  /** A connection of this process. */
  Connection connect() throws IOException {
    Socket client = new Socket();
    client.connect(new InetSocketAddress(listener.getInetAddress(), port()), 5000);
    open.add(client);
    return new Connection(client, accept());
  }

  /** The next connection of somebody else. */
  Socket accept() throws IOException {
    listener.setSoTimeout(10_000);
    Socket accepted = listener.accept();
    open.add(accepted);
    return accepted;
  }

  /** The client's end of an accepted connection. */
  static Endpoint clientOf(Socket accepted) {
    return new Endpoint(IpAddress.of(accepted.getInetAddress()), accepted.getPort());
  }

  /** Both ends of a connection within this process. */
  record Connection(Socket client, Socket accepted) {

    Endpoint clientEndpoint() {
      return clientOf(accepted);
    }
  }

  @Override
  public void close() throws IOException {
    for (Closeable each : open) {
      each.close();
    }
    listener.close();
  }
}
