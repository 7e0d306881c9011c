package dev.pgtether.correlation.socket;

import dev.pgtether.correlation.fact.ClientSocket;
import dev.pgtether.correlation.fact.SocketHolder;
import dev.pgtether.correlation.fact.SocketHolders;
import dev.pgtether.correlation.fact.SocketId;
import java.util.Comparator;
import java.util.List;

/** Writes sockets and their holders as text for evidence. */
public final class SocketDescription {

  /** Holders by the start of their process, the oldest first. */
  public static final Comparator<SocketHolder> OLDEST_FIRST =
      Comparator.<SocketHolder>comparingLong(socketHolder -> socketHolder.process().startMicros())
          .thenComparingInt(socketHolder -> socketHolder.process().pid());

  private SocketDescription() {}

  /** The pids of {@code holders}, in their order. */
  public static List<String> pidsOf(List<SocketHolder> holders) {
    return holders.stream()
        .map(socketHolder -> String.valueOf(socketHolder.process().pid()))
        .toList();
  }

  /**
   * The sockets as sorted text: {@code [::1]:41000->[::1]:5432 net:[4026531840] cookie 12 pids
   * 12,13}.
   */
  public static List<String> describe(List<ClientSocket> sockets) {
    return sockets.stream().map(SocketDescription::describe).sorted().toList();
  }

  private static String describe(ClientSocket socket) {
    String holders =
        switch (socket.holders()) {
          case SocketHolders.Known known ->
              "pids "
                  + String.join(
                      ",", pidsOf(known.holders().stream().sorted(OLDEST_FIRST).toList()));
          case SocketHolders.Unreadable unreadable -> "pid ?";
          case SocketHolders.Nobody nobody -> "no process";
        };
    SocketId id = socket.id();
    return socket.local()
        + "->"
        + socket.peer()
        + " net:["
        + id.namespace()
        + "] cookie "
        + id.cookie()
        + " "
        + holders;
  }
}
