package dev.pgtether.testkit.bench.cluster;

import dev.pgtether.correlation.fact.Endpoint;
import dev.pgtether.correlation.fact.IpAddress;
import dev.pgtether.testkit.bench.cluster.SimulatedAgent.Endpoints;
import dev.pgtether.testkit.client.PemTrustStore;
import dev.pgtether.testkit.postgres.PostgresServer;
import dev.pgtether.testkit.protocol.PostgresConnection;
import dev.pgtether.testkit.protocol.ServerAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLContext;

/**
 * Many agents in one process, a virtual thread each. Arguments: the file of addresses and tokens,
 * the file of roots, the certificate's name, the port, the replicas' addresses with commas between
 * them; then how many of the agents have a client's session to look at, and the database's host and
 * port. Says {@code ready} once, and ends with its standard input.
 */
final class SimulatedAgentsProgram {

  private SimulatedAgentsProgram() {}

  public static void main(String[] arguments) throws IOException, GeneralSecurityException {
    List<String> lines = Files.readAllLines(Path.of(arguments[0]));
    SSLContext trusted = PemTrustStore.of(Path.of(arguments[1]));
    int port = Integer.parseInt(arguments[3]);
    List<InetSocketAddress> replicas =
        Arrays.stream(arguments[4].split(",", -1))
            .map(host -> new InetSocketAddress(host, port))
            .toList();
    Meeting meeting = new Meeting(replicas, arguments[2], trusted);
    int sessions = Integer.parseInt(arguments[5]);
    ServerAddress database = new ServerAddress(arguments[6], Integer.parseInt(arguments[7]));
    List<PostgresConnection> held = new ArrayList<>();
    for (int number = 0; number < lines.size(); number++) {
      String[] words = lines.get(number).split(" ", -1);
      InetAddress address = InetAddress.getByName(words[0]);
      Endpoints ends = null;
      if (number < sessions) {
        PostgresConnection session =
            PostgresConnection.connect(new InetSocketAddress(address, 0), database, false);
        session.logIn(PostgresServer.USER, PostgresServer.DATABASE, "simulated", "");
        held.add(session);
        ends =
            new Endpoints(
                endpoint(session.channel().getLocalAddress()),
                endpoint(session.channel().getRemoteAddress()));
      }
      Thread.ofVirtual().start(new SimulatedAgent(number, address, words[1], meeting, ends));
    }
    System.out.println("ready");
    while (System.in.read() >= 0) {
      // only its end matters
    }
    for (PostgresConnection session : held) {
      session.close();
    }
    System.exit(0);
  }

  private static Endpoint endpoint(SocketAddress address) {
    InetSocketAddress known = (InetSocketAddress) address;
    return new Endpoint(IpAddress.of(known.getAddress()), known.getPort());
  }
}
