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
 * The process behind a {@link ScriptedClient}: makes connections and takes single steps on them as
 * it is told by lines {@code order, connection, argument}, and answers each by one line. Ends with
 * its standard input.
 */
public final class ScriptedClientProgram {
  private final Map<String, ScriptedSession> sessions = new HashMap<>();
  private final long pid;

  private ScriptedClientProgram(long pid) {
    this.pid = pid;
  }

  /** Reads orders until there are no more. */
  public static void main(String[] arguments) throws IOException {
    ScriptedClientProgram program = new ScriptedClientProgram(HostPid.read());
    System.out.println("pid\t" + program.pid);
    BufferedReader commands =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    @Nullable String command;
    while ((command = commands.readLine()) != null) {
      System.out.println(program.respond(command));
    }
  }

  private String respond(String line) {
    String[] words = line.split("\t", 3);
    try {
      return "ok\t" + execute(words[0], words[1], words.length > 2 ? words[2] : "");
    } catch (IOException | RuntimeException failed) {
      return "failed\t" + failed.toString().replace('\n', ' ');
    }
  }

  private String execute(String command, String connection, String argument) throws IOException {
    if (command.equals("open")) {
      ScriptedSession opened = ScriptedSession.open(ConnectionRequest.decode(argument), pid);
      sessions.put(connection, opened);
      return opened.description();
    }
    ScriptedSession session =
        Objects.requireNonNull(sessions.get(connection), "no connection " + connection);
    switch (command) {
      case "advance" -> session.advance(LoginStage.valueOf(argument));
      case "send" -> {
        List<String> queries = List.of(argument.split("\t", -1));
        if (queries.size() == 1) {
          session.connection().sendQuery(argument);
        } else {
          session.connection().sendBatch(queries);
        }
        return Long.toString(WallClock.microsNow());
      }
      case "await" -> {
        return session.connection().awaitReady().toString();
      }
      case "received" -> {
        return Long.toString(session.connection().bytesReceived());
      }
      case "encrypt" -> session.connection().startTls();
      case "half-close" -> session.connection().halfClose();
      case "reset" -> session.connection().reset();
      case "close" -> session.connection().close();
      default -> throw new IllegalArgumentException("no such order: " + command);
    }
    return "";
  }
}
