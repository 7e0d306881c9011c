package dev.pgtether.cli;

import dev.pgtether.audit.document.Audited;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code pgtether audit}. */
@Command(
    name = "audit",
    header = "Audit once: every backend with the process at its other end.",
    description = {
      "",
      "Reads the server's activity, this host's sockets, and the activity again, and prints which"
          + " process holds which backend, how sure that is, and what could not be seen. Changes"
          + " nothing, anywhere.",
      ""
    },
    footer = {
      "",
      "In the table, ? is something that a better look could tell, - something that is not there."
          + " The verdict says how sure the process is: EXACT is proven, SOCKET proven but its"
          + " process not readable, AMBIGUOUS has several candidates (--explain lists them), GHOST"
          + " is a backend whose client is gone, EXTERNAL a client on another machine.",
      "",
      "Rights: root sees everything. Otherwise CAP_SYS_PTRACE and CAP_DAC_READ_SEARCH show all"
          + " processes, CAP_SYS_ADMIN other network namespaces; the database role needs pg_monitor"
          + " to see other roles' sessions. What is missing is said, and never guessed.",
      "",
      "Examples:",
      "  A server on this host, as the role postgres; the password is in ~/.pgpass:",
      "    pgtether audit postgresql://postgres@localhost/postgres",
      "  As root, with the password file of the user who called sudo:",
      "    sudo PGPASSFILE=$HOME/.pgpass pgtether audit postgresql://audit@localhost/postgres",
      "  As another user, with no more than the two capabilities:",
      "    sudo setpriv --reuid=nobody --regid=nogroup --clear-groups \\",
      "      --inh-caps=-all,+sys_ptrace,+dac_read_search \\",
      "      --ambient-caps=-all,+sys_ptrace,+dac_read_search \\",
      "      --bounding-set=-all,+sys_ptrace,+dac_read_search pgtether audit ...",
      "  Over IPv6:",
      "    pgtether audit 'postgresql://postgres@[::1]:5432/postgres'",
      "  A server in a Docker container, published as 5433, and its clients in other containers:",
      "    sudo pgtether audit --also-known-as 127.0.0.1:5433 postgresql://postgres@localhost:5433/",
      "  Who is idle in a transaction, and in which process?",
      "    pgtether audit -o json | jq '.connections[] | select(.state == \"idle in transaction\")",
      "      | {backendPid, clientPid, command: .holders[0].command, stateSince}'",
      "  Everything that is not proven, with the reasons:",
      "    pgtether audit --explain --only verdict=AMBIGUOUS --only verdict=UNKNOWN",
      ""
    })
final class AuditCommand implements Callable<Integer> {

  @Mixin private AuditOptions options = new AuditOptions();
  @Mixin private ViewOptions view = new ViewOptions();

  private final Console console;
  private final Auditors auditors;

  AuditCommand(Console console, Auditors auditors) {
    this.console = console;
    this.auditors = auditors;
  }

  @Override
  public Integer call() {
    Auditors.Request request = options.request(console);
    try (Auditor auditor = auditors.of(request)) {
      Audited audited = auditor.audit();
      new Printer(console, view, false).print(audited);
      return ExitCode.of(audited);
    }
  }
}
