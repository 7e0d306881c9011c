package dev.pgtether.testkit.it.rights;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtether.testkit.client.ClientLauncher;
import dev.pgtether.testkit.client.ClientProcess;
import dev.pgtether.testkit.it.program.Auditor;
import dev.pgtether.testkit.it.program.Document;
import dev.pgtether.testkit.it.program.Ended;
import dev.pgtether.testkit.it.program.Pgtether;
import dev.pgtether.testkit.need.NeedsCommand;
import dev.pgtether.testkit.need.NeedsRoot;
import dev.pgtether.testkit.postgres.PostgresServer;
import dev.pgtether.testkit.process.ProcessContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The same clients, seen with every right, with some, and with none. */
@NeedsRoot
@NeedsCommand({"psql", "setpriv"})
class RightsIT {
  private static final int SOMEBODY = 4321;
  private static final int SOMEBODY_ELSE = 4322;

  /** Of all clients together. */
  private static final int CONNECTIONS = 7;

  private static Pgtether pgtether;
  private static PostgresServer server;
  private static ClientLauncher clientLauncher;
  private static ClientProcess rootsOwn;
  private static ClientProcess somebodys;
  private static ClientProcess overUnix;

  @BeforeAll
  static void start() {
    pgtether = Pgtether.install();
    server = PostgresServer.ofMajor(18).start();
    server.query("create role blind login; create role seeing login; grant pg_monitor to seeing");
    clientLauncher = ClientLauncher.of(server.addressAt("127.0.0.1"));
    rootsOwn = clientLauncher.psql();
    somebodys = clientLauncher.from(ProcessContext.ofThisJvm().asUser(SOMEBODY)).psql();
    clientLauncher.from(ProcessContext.ofThisJvm().asUser(SOMEBODY_ELSE)).psql();
    overUnix = clientLauncher.to(server.addressAt(server.socketDirectory().toString())).psql();
    clientLauncher.pool(3);
  }

  @AfterAll
  static void stop() {
    clientLauncher.close();
    server.close();
    pgtether.close();
  }

  @Test
  void root_sees_everything_and_says_that_it_did() {
    Ended ended = auditAs(ProcessContext.ofThisJvm(), "postgres");

    assertComplete(ended, "DESCRIPTORS");
    // a process may deny even root: in a user namespace, under a security module
    assertThat(ended.document().gaps().keySet()).isSubsetOf("PROCESSES_UNREADABLE");
  }

  @Test
  void another_user_with_both_capabilities_names_everybody() {
    assertComplete(
        auditAs(
            ProcessContext.ofThisJvm().asUser(SOMEBODY_ELSE, "sys_ptrace", "dac_read_search"),
            "postgres"),
        "DESCRIPTORS");
  }

  @Test
  void another_user_with_ptrace_alone_reads_descriptor_infos_and_names_nobody_wrongly() {
    Ended ended =
        auditAs(ProcessContext.ofThisJvm().asUser(SOMEBODY_ELSE, "sys_ptrace"), "postgres");

    assertThat(ended.document().reading()).isEqualTo("DESCRIPTOR_INFO");
    assertNothingIsHiddenOrWrong(ended.document());
    Document.Row over = ended.document().rowOf("pid-" + rootsOwn.pid() + "/psql");
    assertThat(over.pids()).as(ended.out()).containsExactly(rootsOwn.pid());
  }

  @Test
  void another_user_without_any_names_its_own_processes_and_says_what_it_lacks() {
    Ended ended = auditAs(ProcessContext.ofThisJvm().asUser(SOMEBODY), "postgres");

    Document document = ended.document();
    assertThat(ended.exitCode()).isEqualTo(3);
    assertThat(document.isComplete()).isFalse();
    assertThat(document.reading()).isEqualTo("OWN_PROCESSES");
    assertThat(document.gaps()).containsKeys("PROCESSES_UNREADABLE", "SERVER_PROCESSES_UNREADABLE");
    assertThat(ended.err()).contains("not seen: ", "CAP_SYS_PTRACE", "run as root");
    assertNothingIsHiddenOrWrong(document);
    assertThat(document.rowOf("pid-" + somebodys.pid() + "/psql").pids())
        .containsExactly(somebodys.pid());
    for (ClientProcess unreadable : new ClientProcess[] {rootsOwn, overUnix}) {
      Document.Row row = document.rowOf("pid-" + unreadable.pid() + "/psql");
      assertThat(row.verdict()).isNotEqualTo("EXACT");
      assertThat(row.pids()).isEmpty();
    }
  }

  @Test
  void the_table_of_such_a_user_says_in_one_line_what_it_lacks() {
    Ended ended =
        pgtether
            .from(ProcessContext.ofThisJvm().asUser(SOMEBODY))
            .run("audit", Auditor.url(server.addressAt("127.0.0.1")));

    assertThat(ended.exitCode()).isEqualTo(3);
    assertThat(ended.out().lines())
        .anyMatch(
            line ->
                line.startsWith("not seen: the sockets of ")
                    && line.contains("needs CAP_SYS_PTRACE and CAP_DAC_READ_SEARCH"));
  }

  @Test
  void a_role_without_pg_monitor_counts_the_rows_that_it_may_not_see() {
    Ended ended = auditAs(ProcessContext.ofThisJvm(), "blind");

    Document document = ended.document();
    assertThat(ended.exitCode()).isEqualTo(3);
    assertThat(document.gaps()).containsKey("ROWS_HIDDEN");
    assertThat(document.summary("hidden")).isPositive();
    assertThat(ended.err()).contains("GRANT pg_monitor TO blind");
    assertThat(document.rows()).isEmpty();
    // the type is hidden too: each row that has a role may be a client's
    int otherRowsWithRole =
        Integer.parseInt(
            server.queryValue(
                "select count(*) from pg_stat_activity"
                    + " where usesysid is not null and backend_type <> 'client backend'"));
    assertThat(document.summary("hidden")).isEqualTo(CONNECTIONS + otherRowsWithRole);
  }

  @Test
  void a_role_with_pg_monitor_sees_what_the_superuser_sees() {
    assertComplete(auditAs(ProcessContext.ofThisJvm(), "seeing"), "DESCRIPTORS");
  }

  private static Ended auditAs(ProcessContext processContext, String role) {
    return pgtether
        .from(processContext)
        .audit(Auditor.url(server.addressAt("127.0.0.1")).replace("postgres:", role + ":"));
  }

  private static void assertComplete(Ended ended, String reading) {
    Document document = ended.document();
    assertThat(ended.exitCode()).as(ended.err()).isZero();
    assertThat(document.isComplete()).isTrue();
    assertThat(document.reading()).isEqualTo(reading);
    assertNothingIsHiddenOrWrong(document);
    assertThat(document.rows()).allMatch(row -> row.verdict().equals("EXACT"));
  }

  private static void assertNothingIsHiddenOrWrong(Document document) {
    document.truth().assertNothingWrong();
    assertThat(document.rows().size() + document.summary("hidden")).isEqualTo(CONNECTIONS);
    assertThat(document.summary("backends")).isEqualTo(document.rows().size());
  }
}
