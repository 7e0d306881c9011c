package dev.pgtether.testkit.client;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The process behind a {@link WireClient}: makes connections and takes single steps on them as it
 * is told by lines {@code order, connection, argument}, and answers each by one line. Ends with its
 * standard input.
 */
public final class WireProgram {
  private final Map<String, WireSession> sessions = new HashMap<>();
  private final long pid;

  private WireProgram(long pid) {
    this.pid = pid;
  }

  /** Reads orders until there are no more. */
  public static void main(String[] arguments) throws IOException {
    WireProgram program = new WireProgram(OwnPid.read());
    System.out.println("pid\t" + program.pid);
    BufferedReader orders =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    @Nullable String order;
    while ((order = orders.readLine()) != null) {
      System.out.println(program.answer(order));
    }
  }

  private String answer(String line) {
    String[] words = line.split("\t", 3);
    try {
      return "ok\t" + obey(words[0], words[1], words.length > 2 ? words[2] : "");
    } catch (IOException | RuntimeException failed) {
      return "failed\t" + failed.toString().replace('\n', ' ');
    }
  }

  private String obey(String order, String connection, String argument) throws IOException {
    if (order.equals("open")) {
      WireSession opened = WireSession.open(WireRequest.decode(argument), pid);
      sessions.put(connection, opened);
      return opened.description();
    }
    WireSession session =
        Objects.requireNonNull(sessions.get(connection), "no connection " + connection);
    switch (order) {
      case "advance" -> session.advance(Stage.valueOf(argument));
      case "send" -> {
        List<String> queries = List.of(argument.split("\t", -1));
        if (queries.size() == 1) {
          session.wire().sendQuery(argument);
        } else {
          session.wire().sendBatch(queries);
        }
        return Long.toString(Clocks.microsNow());
      }
      case "await" -> {
        return session.wire().awaitReady().toString();
      }
      case "received" -> {
        return Long.toString(session.wire().bytesReceived());
      }
      case "encrypt" -> session.wire().encrypt();
      case "half-close" -> session.wire().halfClose();
      case "reset" -> session.wire().reset();
      case "close" -> session.wire().close();
      default -> throw new IllegalArgumentException("no such order: " + order);
    }
    return "";
  }
}
