package dev.pgtether.testkit.it.cluster.chart;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtether.testkit.chart.HelmChart;
import dev.pgtether.testkit.chart.InstalledChart;
import dev.pgtether.testkit.cluster.Cluster;
import dev.pgtether.testkit.cluster.NeedsCluster;
import dev.pgtether.testkit.cluster.TestNamespace;
import dev.pgtether.testkit.postgres.PostgresServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What Helm tells a person to do next, done. */
@NeedsCluster
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NotesIT {
  private static final Pattern HEREDOC =
      Pattern.compile("kubectl apply -f - <<EOF\\n(.*?)\\n *EOF\\n", Pattern.DOTALL);
  private static final Pattern STATEMENT =
      Pattern.compile("(?m)^ {2}(?:-- )?((?:SET|CREATE|GRANT) [^;]+);");

  private final Cluster cluster;
  private InstalledChart chart;
  private TestNamespace shop;
  private String notes;

  NotesIT(Cluster cluster) {
    this.cluster = cluster;
  }

  @BeforeAll
  void install() {
    chart = InstalledChart.install(cluster, HelmChart.ofCheckout());
    shop = TestNamespace.create(cluster, "shop");
    notes = cluster.helm().run("get", "notes", HelmChart.NAME, "--namespace=" + chart.namespace());
  }

  @AfterAll
  void uninstall() {
    if (shop != null) {
      cluster.kubectl().command("delete", "ca", "--all", "-n", shop.namespace()).attempt();
      shop.close();
    }
    chart.close();
  }

  @Test
  void the_commands_do_what_they_promise(@TempDir Path folder) throws IOException {
    // When
    shop(words("kubectl create secret").toArray(String[]::new));
    MatchResult audit = HEREDOC.matcher(notes).results().findFirst().orElseThrow();
    Path file = folder.resolve("audit.yaml");
    Files.writeString(file, audit.group(1).stripIndent());
    shop("apply", "-f", file.toString());

    // Then
    assertThat(shop("get", "secret", "orders-audit", "-o", "jsonpath={.type}"))
        .isEqualTo("kubernetes.io/basic-auth");
    assertThat(shop(words("kubectl describe").toArray(String[]::new)))
        .contains("orders-db.shop.svc");
  }

  @Test
  void the_agent_comes_by_a_label_on_the_pods_of_a_workload() {
    // Given
    shop("create", "deployment", "checkout", "--image=localhost/none:1", "--replicas=0");

    // When
    shop(words("kubectl patch").toArray(String[]::new));

    // Then
    assertThat(
            shop(
                "get",
                "deployment",
                "checkout",
                "-o",
                "jsonpath={.spec.template.metadata.labels.pgtether\\.dev/inject}"))
        .isEqualTo("processes");
  }

  @Test
  void the_roll_out_is_that_of_the_operator() {
    // Given
    List<String> words = words("kubectl rollout");

    // Then
    assertThat(words).contains("deployment/pgtether", chart.namespace());
    assertThat(cluster.kubectl().run("get", "deployment/pgtether", "-n", chart.namespace()))
        .contains("pgtether");
  }

  @ParameterizedTest
  @ValueSource(ints = {14, 16, 18})
  void the_sql_makes_a_role_that_sees_everybodys_sessions_and_logs_in_by_scram(int major)
      throws SQLException {
    // Given
    List<String> statements =
        STATEMENT.matcher(notes).results().map(found -> found.group(1)).toList();
    try (PostgresServer server = PostgresServer.ofMajor(major).requiringPasswords().start();
        Connection administrator = connect(server, PostgresServer.USER, PostgresServer.PASSWORD);
        Statement run = administrator.createStatement()) {

      // When
      for (String statement : statements) {
        if (major >= 16 || !statement.contains("pg_use_reserved_connections")) {
          run.execute(statement);
        }
      }

      // Then
      assertThat(server.queryValue("select rolpassword from pg_authid where rolname = 'pgtether'"))
          .startsWith("SCRAM-SHA-256$");
      try (Connection role = connect(server, "pgtether", "change-me");
          Statement ask = role.createStatement();
          ResultSet hidden =
              ask.executeQuery(
                  "select count(*) from pg_stat_activity where usename = 'postgres' and backend_type is null")) {
        hidden.next();
        assertThat(hidden.getInt(1)).isZero();
      }
    }
  }

  private static Connection connect(PostgresServer server, String user, String password)
      throws SQLException {
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:" + server.port() + "/postgres", user, password);
  }

  /** The arguments of the only command that begins so; quotes as a shell reads them. */
  private List<String> words(String begin) {
    String line =
        notes
            .lines()
            .map(String::strip)
            .filter(candidate -> candidate.startsWith(begin))
            .reduce(
                (one, other) -> {
                  throw new AssertionError("two commands: " + one + " and " + other);
                })
            .orElseThrow(() -> new AssertionError("no `" + begin + "` in\n" + notes));
    return Pattern.compile("'([^']*)'|(\\S+)")
        .matcher(line)
        .results()
        .map(word -> word.group(1) == null ? word.group(2) : word.group(1))
        .skip(1)
        .toList();
  }

  private String shop(String... words) {
    String[] all = new String[words.length + 1];
    all[0] = "--namespace=" + shop.namespace();
    System.arraycopy(words, 0, all, 1, words.length);
    return cluster.kubectl().run(all);
  }
}
