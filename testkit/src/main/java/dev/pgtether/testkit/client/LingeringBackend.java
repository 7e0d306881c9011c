package dev.pgtether.testkit.client;

import dev.pgtether.testkit.postgres.PostgresServer;
import java.util.List;

/**
 * The trap: a client is gone in the middle of a query, its backend works on, and a newcomer stands
 * on the same address and port. Whoever joins by address and port alone names the newcomer's
 * process.
 *
 * @param applicationName of the client that is gone, and so of the row that it leaves
 * @param backendPid the backend that works on
 * @param victimPid the process that is gone, or that closed its socket
 * @param newcomer the connection on the same port
 * @param newcomerPid its process; never the holder of the old backend's connection
 */
public record LingeringBackend(
    String applicationName,
    long backendPid,
    long victimPid,
    ScriptedConnection newcomer,
    long newcomerPid) {
  private static final long RETRY_MILLIS = 5_000;

  /** How the first client goes. */
  public enum ClientExit {
    /** {@code kill -9}: the kernel sends a FIN, the server's end becomes CLOSE-WAIT. */
    KILLED,
    /** It closes with a RST: the server's end vanishes from the kernel's tables. */
    RESET
  }

  /**
   * How the first client leaves.
   *
   * @param queries what it leaves running: queries sent at once, one after the other
   * @param beforeExit what happens while it is still there and its query runs
   */
  public record ExitPlan(ClientExit exit, List<String> queries, Runnable beforeExit) {
    public ExitPlan {
      queries = List.copyOf(queries);
    }
  }

  /**
   * Sets the trap.
   *
   * @param clientLauncher where from and to what address
   * @param sql what the victim leaves running: queries sent at once, one after the other
   * @param loginStage how far the newcomer goes
   */
  public static LingeringBackend create(
      PostgresServer server,
      ClientLauncher clientLauncher,
      ClientExit exit,
      List<String> sql,
      LoginStage loginStage) {
    // started before, so that it is quick on the spot
    ScriptedClient newcomer = clientLauncher.scripted();
    return create(server, clientLauncher, newcomer, new ExitPlan(exit, sql, () -> {}), loginStage);
  }

  /** The same with a process as newcomer that is there already. */
  public static LingeringBackend create(
      PostgresServer server,
      ClientLauncher clientLauncher,
      ScriptedClient newcomer,
      ExitPlan exitPlan,
      LoginStage loginStage) {
    ScriptedClient victim = clientLauncher.scripted();
    ScriptedConnection victimConnection =
        victim.open(clientLauncher.request().from(localAddress(clientLauncher), 0).named("victim"));
    String applicationName = "pid-" + victim.pid() + "/victim";
    victimConnection.send(exitPlan.queries());
    awaitActiveQuery(server, applicationName);
    exitPlan.beforeExit().run();
    switch (exitPlan.exit()) {
      case KILLED -> victim.kill();
      case RESET -> victimConnection.reset();
    }
    ScriptedConnection newcomerConnection =
        newcomer.open(
            clientLauncher
                .request()
                .from(localAddress(clientLauncher), victimConnection.localPort())
                .named("newcomer")
                .until(loginStage)
                .retryingFor(RETRY_MILLIS));
    long backend =
        Long.parseLong(
            server.queryValue(
                "select pid from pg_stat_activity where application_name = '"
                    + applicationName
                    + "'"));
    return new LingeringBackend(
        applicationName, backend, victim.pid(), newcomerConnection, newcomer.pid());
  }

  private static String localAddress(ClientLauncher clientLauncher) {
    return clientLauncher.server().host();
  }

  private static void awaitActiveQuery(PostgresServer server, String applicationName) {
    String active =
        "select count(*) from pg_stat_activity where state = 'active' and application_name = '"
            + applicationName
            + "'";
    long deadline = System.nanoTime() + RETRY_MILLIS * 1_000_000;
    while (!server.queryValue(active).equals("1")) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("the victim's query does not run");
      }
    }
  }
}
