package dev.pgtether.correlation.pairing;

import dev.pgtether.correlation.fact.ClientSocket;
import dev.pgtether.correlation.fact.Endpoint;
import dev.pgtether.correlation.fact.TcpState;
import java.util.ArrayList;
import java.util.List;

/**
 * The sockets at one client endpoint, by what they are connected to.
 *
 * @param fitting ESTABLISHED, towards this server
 * @param shared one of them was dialled under an address with several servers behind it
 * @param closing towards this server, on the way out (FIN_WAIT1, FIN_WAIT2, CLOSING, …)
 * @param strangers ESTABLISHED, towards something not known to be this server
 */
record Fits(
    List<ClientSocket> fitting,
    boolean shared,
    List<ClientSocket> closing,
    List<ClientSocket> strangers) {

  static Fits of(Endpoint client, List<Place> owners, Sight sight, Peers peers, ServerEnd end) {
    List<ClientSocket> fitting = new ArrayList<>(1);
    List<ClientSocket> closing = new ArrayList<>(0);
    List<ClientSocket> strangers = new ArrayList<>(0);
    boolean shared = false;
    for (Place place : owners) {
      for (ClientSocket socket : sight.socketsAt(client, place)) {
        Peers.Kind kind = peers.of(socket, place);
        boolean established = socket.state() == TcpState.ESTABLISHED;
        switch (kind) {
          case THIS_SERVER -> (established ? fitting : closing).add(socket);
          case ONE_OF_SEVERAL -> {
            shared = true;
            (established ? fitting : closing).add(socket);
          }
          case STRANGER -> {
            if (established) {
              strangers.add(socket);
            }
          }
        }
      }
    }
    return new Fits(towards(end, fitting), shared, closing, strangers);
  }

  /**
   * Where the server's own end is known and one socket dialled exactly that, the others lead
   * elsewhere.
   */
  private static List<ClientSocket> towards(ServerEnd end, List<ClientSocket> fitting) {
    if (fitting.size() > 1 && end instanceof ServerEnd.Established(Endpoint local)) {
      List<ClientSocket> exact =
          fitting.stream().filter(socket -> socket.peer().equals(local)).toList();
      return exact.isEmpty() ? fitting : exact;
    }
    return fitting;
  }
}
