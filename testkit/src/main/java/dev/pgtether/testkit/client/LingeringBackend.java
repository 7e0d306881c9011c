package dev.pgtether.testkit.client;

import dev.pgtether.testkit.postgres.PostgresServer;
import java.util.List;

/**
 * The trap: a client is gone in the middle of a query, its backend works on, and a newcomer stands
 * on the same address and port. Whoever joins by address and port alone names the newcomer's
 * process.
 *
 * @param application of the client that is gone, and so of the row that it leaves
 * @param backendPid the backend that works on
 * @param victimPid the process that is gone, or that closed its socket
 * @param newcomer the connection on the same port
 * @param newcomerPid its process; never the holder of the old backend's connection
 */
public record LingeringBackend(
    String application,
    long backendPid,
    long victimPid,
    WireConnection newcomer,
    long newcomerPid) {
  private static final long RETRY_MILLIS = 5_000;

  /** How the first client goes. */
  public enum End {
    /** {@code kill -9}: the kernel sends a FIN, the server's end becomes CLOSE-WAIT. */
    KILLED,
    /** It closes with a RST: the server's end vanishes from the kernel's tables. */
    RESET
  }

  /**
   * How the first client leaves.
   *
   * @param sql what it leaves running: queries sent at once, one after the other
   * @param before what happens while it is still there and its query runs
   */
  public record Departure(End end, List<String> sql, Runnable before) {
    public Departure {
      sql = List.copyOf(sql);
    }
  }

  /**
   * Sets the trap.
   *
   * @param clients where from and to what address
   * @param sql what the victim leaves running: queries sent at once, one after the other
   * @param stage how far the newcomer goes
   */
  public static LingeringBackend set(
      PostgresServer server, Clients clients, End end, List<String> sql, Stage stage) {
    // started before, so that it is quick on the spot
    WireClient newcomer = clients.wire();
    return set(server, clients, newcomer, new Departure(end, sql, () -> {}), stage);
  }

  /** The same with a process as newcomer that is there already. */
  public static LingeringBackend set(
      PostgresServer server,
      Clients clients,
      WireClient newcomer,
      Departure departure,
      Stage stage) {
    WireClient victim = clients.wire();
    WireConnection gone =
        victim.open(clients.request().from(localAddress(clients), 0).named("victim"));
    String application = "pid-" + victim.pid() + "/victim";
    gone.send(departure.sql());
    awaitActive(server, application);
    departure.before().run();
    switch (departure.end()) {
      case KILLED -> victim.kill();
      case RESET -> gone.reset();
    }
    WireConnection there =
        newcomer.open(
            clients
                .request()
                .from(localAddress(clients), gone.localPort())
                .named("newcomer")
                .until(stage)
                .retryingFor(RETRY_MILLIS));
    long backend =
        Long.parseLong(
            server.ask(
                "select pid from pg_stat_activity where application_name = '" + application + "'"));
    return new LingeringBackend(application, backend, victim.pid(), there, newcomer.pid());
  }

  private static String localAddress(Clients clients) {
    return clients.server().host();
  }

  private static void awaitActive(PostgresServer server, String application) {
    String active =
        "select count(*) from pg_stat_activity where state = 'active' and application_name = '"
            + application
            + "'";
    long deadline = System.nanoTime() + RETRY_MILLIS * 1_000_000;
    while (!server.ask(active).equals("1")) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("the victim's query does not run");
      }
    }
  }
}
