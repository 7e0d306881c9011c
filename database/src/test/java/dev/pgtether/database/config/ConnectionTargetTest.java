package dev.pgtether.database.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.pgtether.correlation.fact.IpAddress;
import dev.pgtether.database.failure.PrintableText;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConnectionTargetTest {

  private static final String ME = System.getProperty("user.name");

  @TempDir Path home;

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      nullValues = "-",
      textBlock =
          """
          # what was written                                       | host         | port | database  | user  | password
          postgresql://                                            | localhost    | 5432 | ME        | ME    | -
          postgres://db                                            | db           | 5432 | ME        | ME    | -
          postgresql://db:6543                                     | db           | 6543 | ME        | ME    | -
          postgresql://u@db                                        | db           | 5432 | u         | u     | -
          postgresql://u:p@db:1/x                                  | db           | 1    | x         | u     | p
          postgresql://u:@db/x                                     | db           | 5432 | x         | u     | -
          postgresql://:p@db/x                                     | db           | 5432 | x         | ME    | p
          postgresql:///x?host=db&port=7                           | db           | 7    | x         | ME    | -
          postgresql://u@other/y?host=db&dbname=x&user=v           | db           | 5432 | x         | v     | -
          postgresql://u%40corp:p%3A%2F%40%25@db/x%20y             | db           | 5432 | x y       | u@corp| p:/@%
          postgresql://u:a+b@db/x                                  | db           | 5432 | x         | u     | a+b
          postgresql://u:p?q@db/x                                  | db           | 5432 | x         | u     | p?q
          postgresql://u:p:q@db/x                                  | db           | 5432 | x         | u     | p:q
          postgresql://u:p%C3%A9@db/%E6%97%A5                      | db           | 5432 | 日        | u     | pé
          postgresql://[::1]:5433/x                                | ::1          | 5433 | x         | ME    | -
          postgresql://[2001:db8::7]                               | 2001:db8::7  | 5432 | ME        | ME    | -
          postgresql://10.0.0.7/x                                  | 10.0.0.7     | 5432 | x         | ME    | -
          postgresql://xn--bcher-kva.example/x                     | xn--bcher-kva.example | 5432 | x | ME   | -
          postgresql://my_service.default.svc.cluster.local./x     | my_service.default.svc.cluster.local. | 5432 | x | ME | -
          jdbc:postgresql://db:5433/x?user=u&password=p            | db           | 5433 | x         | u     | p
          host=db port=5433 dbname=x user=u password=p             | db           | 5433 | x         | u     | p
          host = db  dbname = 'two words' user='o\\'hara'          | db           | 5432 | two words | o'hara| -
          host=db dbname=two\\ words password='a\\\\b' user=''     | db           | 5432 | two words | ME    | a\\b
          host=::1 user=u                                          | ::1          | 5432 | u         | u     | -
          hostaddr=10.0.0.7 user=u                                 | 10.0.0.7     | 5432 | u         | u     | -
          """)
  void reads_the_connection_strings_that_libpq_reads(
      String written, String host, int port, String database, String user, String password) {
    // When
    ConnectionTarget connectionTarget = ConnectionTarget.parse(written, Map.of(), home);

    // Then
    assertThat(connectionTarget.host()).isEqualTo(host);
    assertThat(connectionTarget.port()).isEqualTo(port);
    assertThat(connectionTarget.database()).isEqualTo(database.equals("ME") ? ME : database);
    assertThat(connectionTarget.user()).isEqualTo(user.equals("ME") ? ME : user);
    assertThat(connectionTarget.password() == null ? null : connectionTarget.password().value())
        .isEqualTo(password);
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "h/db?sslmode=disable&ssl=false#",
        "a.b:5432/x?socketFactory=org.example.Evil",
        "h/db?sslmode=disable",
        "h#x",
        "h?x",
        "user@h",
        "h h",
        "h\th",
        "h\nh",
        "h\0h",
        "h\u001b[31mh",
        "h%2Fx",
        "h;x",
        "h&x=y",
        "h=x",
        "h\\x",
        "'h'",
        "\"h\"",
        "(h)",
        "-h",
        "h-",
        "h..x",
        ".h",
        "*",
        "%",
        "db.exаmple.com", // the а is Cyrillic
        "ｄｂ", // full width
        "db\u200bx",
        "db。example",
        "127.1",
        "2130706433",
        "0x7f000001",
        "0177.0.0.1",
        "1.2.3.256",
        "1.2.3.4.5",
        "127.0.0.1.",
        "::1%eth0",
        "fe80::1%25eth0",
        "[::1]",
        ":::",
        "::ffff:1.2.3.4.5",
        "1::2::3",
        "12345::",
      })
  void refuses_a_host_that_is_neither_a_name_nor_an_address(String host) {
    // Given
    String quoted = "host='" + host.replace("\\", "\\\\").replace("'", "\\'") + "' user=u";
    String encoded = "postgresql://" + percentEncoded(host) + "/db";
    String asParameter = "postgresql:///db?host=" + percentEncoded(host);

    // Then
    assertThatThrownBy(() -> ConnectionTarget.parse(quoted, Map.of(), home))
        .isInstanceOf(InvalidTargetException.class);
    assertThatThrownBy(() -> ConnectionTarget.parse(encoded, Map.of(), home))
        .isInstanceOf(InvalidTargetException.class);
    assertThatThrownBy(() -> ConnectionTarget.parse(asParameter, Map.of(), home))
        .isInstanceOf(InvalidTargetException.class);
    assertThatThrownBy(() -> ConnectionTarget.parse(null, Map.of("PGHOST", host), home))
        .isInstanceOf(InvalidTargetException.class)
        .satisfies(refusal -> assertThat(PrintableText.isPlain(refusal.getMessage())).isTrue());
    assertThatThrownBy(() -> new Host(host)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void accepts_a_name_of_253_characters_and_refuses_a_longer_one() {
    // Given
    String label = "a".repeat(63) + ".";
    String longest = label.repeat(3) + "b".repeat(61);

    // Then
    assertThat(ConnectionTarget.parse("host=" + longest, Map.of(), home).host()).hasSize(253);
    assertThatThrownBy(() -> ConnectionTarget.parse("host=" + longest + "b", Map.of(), home))
        .isInstanceOf(InvalidTargetException.class);
    assertThatThrownBy(() -> ConnectionTarget.parse("host=" + "a".repeat(64), Map.of(), home))
        .isInstanceOf(InvalidTargetException.class);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          postgresql:///x?host=/var/run/postgresql                 | sslmode=disable
          postgresql://%2Fvar%2Frun%2Fpostgresql/x                 | postgresql://user@localhost:5432
          host=/tmp                                                | postgresql://user@localhost:5432
          host=@abstract                                           | postgresql://user@localhost:5432
          postgresql://a,b/x                                       | one audit reads one server
          postgresql://a:1,b:2/x                                   | one audit reads one server
          host=a,b                                                 | one audit reads one server
          host=a port=1,2                                          | one audit reads one server
          postgresql://db/x?sslmode=prefer                         | verify-full
          postgresql://db/x?sslmode=allow                          | verify-full
          postgresql://db/x?sslmode=verify_full                    | verify-full
          postgresql://db/x?ssl=false                              | sslmode=disable
          postgresql://db/x?ssl=true                               | verify-full
          postgresql://db/x?sslmod=require                         | did you mean sslmode?
          postgresql://db/x?connectTimeout=3                       | did you mean connect_timeout?
          postgresql://db/x?ApplicationName=y                      | did you mean application_name?
          jdbc:postgresql://db/x?socketFactory=org.example.Evil    | leave it out
          postgresql://db/x?options=-csearch_path%3Devil           | leave it out
          postgresql://db/x?service=prod                           | write the service's host
          postgresql://db/x?replication=database                   | leave it out
          postgresql://db/x?sslcrl=/x.crl                          | leave it out
          postgresql://db/x?connect_timeout=0                      | 1 to 600
          postgresql://db/x?connect_timeout=soon                   | 1 to 600
          postgresql://db:0/x                                      | 1 to 65535
          postgresql://db:65536/x                                  | 1 to 65535
          postgresql://db:five/x                                   | 1 to 65535
          postgresql://db/x?user                                   | user=value
          postgresql://db/x?user=a=b                               | %3D
          postgresql://db/x%                                       | %25
          postgresql://db/x%zz                                     | %25
          postgresql://db/x%00                                     | %25
          postgresql://db/x%ff                                     | %25
          postgresql://[::1/x                                      | [::1]
          postgresql://[db]/x                                      | brackets
          postgresql://[::1]x/y                                    | postgresql://user@host:5432/db
          postgresql://::1/x                                       | [::1]:5432
          mysql://db/x                                             | postgresql://user@host:5432/db
          db.example.com                                           | postgresql://user@host:5432/db
          host=db dbname='x                                        | \\'
          postgresql://db/x?sslrootcert=/nowhere/ca.crt            | permissions
          postgresql://db/x?sslrootcert=system&sslmode=require     | sslmode=verify-full
          postgresql://db/x?sslmode=verify-ca                      | sslrootcert=
          postgresql://db/x?target_session_attrs=read-write        | name the server itself
          postgresql://db/x?require_auth=gss                       | scram-sha-256
          postgresql://db/x?require_auth=password&sslmode=disable  | scram-sha-256
          postgresql://db/x?channel_binding=yes                    | prefer
          postgresql://db/x?gssencmode=require                     | use TLS
          postgresql://db/x?hostaddr=other                         | hostaddr
          postgresql://db/x?user=a%0ab                             | write it without
          """)
  void says_what_to_write_instead(String written, String advice) {
    // When
    InvalidTargetException refusal =
        catchThrowableOfType(
            InvalidTargetException.class, () -> ConnectionTarget.parse(written, Map.of(), home));

    // Then
    assertThat(refusal).isNotNull();
    assertThat(refusal.advice()).contains(advice);
    assertThat(refusal.getMessage()).isNotBlank().doesNotContain("\n");
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "postgresql://u:hunter@two@db/x",
        "postgresql://u:hunter/two@db/x",
        "postgresql://u:hunter@two:x@db/x",
        "postgresql://u:hunter%two@db/x",
        "postgresql://u:hunter@d b/x",
        "postgresql://u:hunter@db:port/x",
        "postgresql://u:hunter@db/x?nonsense=1",
        "host=db password=hunter two=3",
        "host=db password=hunter two",
        "host=db password='hunter",
        "postgresql://db/x?password=hunter&sslmode=no",
        "postgresql://db/x?pasword=hunter",
      })
  void never_shows_a_password_or_a_part_of_one(String written) {
    // When
    InvalidTargetException refusal =
        catchThrowableOfType(
            InvalidTargetException.class, () -> ConnectionTarget.parse(written, Map.of(), home));

    // Then
    assertThat(refusal).isNotNull();
    assertThat(refusal.getMessage() + refusal.advice())
        .doesNotContain("hunter")
        .doesNotContain("two@");
  }

  @Test
  void never_shows_a_password_in_to_string() {
    // When
    ConnectionTarget connectionTarget =
        ConnectionTarget.parse("postgresql://u:hunter2@db/x", Map.of(), home);

    // Then
    assertThat(connectionTarget.toString() + connectionTarget.password()).doesNotContain("hunter2");
    assertThat(connectionTarget).hasToString("u@db:5432/x sslmode=verify-full");
  }

  @Test
  void prefers_the_url_to_the_environment_and_the_environment_to_the_password_file()
      throws Exception {
    // Given
    passwordFile("*:*:*:*:from-file");
    Map<String, String> environment =
        Map.of(
            "PGHOST", "env-host",
            "PGPORT", "1111",
            "PGDATABASE", "env-db",
            "PGUSER", "env-user",
            "PGPASSWORD", "env-password",
            "PGSSLMODE", "disable",
            "PGCONNECT_TIMEOUT", "3",
            "PGAPPNAME", "some application");

    // When
    ConnectionTarget url =
        ConnectionTarget.parse(
            "postgresql://u:p@h:2/d?sslmode=require&connect_timeout=7&application_name=mine",
            environment,
            home);
    ConnectionTarget variables = ConnectionTarget.parse(null, environment, home);
    ConnectionTarget file =
        ConnectionTarget.parse("postgresql://u@h", Map.of("PGPASSWORD", ""), home);

    // Then
    assertThat(url.hostAndPort()).isEqualTo("h:2");
    assertThat(url.database()).isEqualTo("d");
    assertThat(url.user()).isEqualTo("u");
    assertThat(url.password()).isEqualTo(new Password("p", "the URL's password"));
    assertThat(url.tlsConfig().mode()).isEqualTo(TlsConfig.Mode.REQUIRE);
    assertThat(url.connectTimeout()).isEqualTo(Duration.ofSeconds(7));
    assertThat(url.applicationName()).isEqualTo("mine");
    assertThat(variables.hostAndPort()).isEqualTo("env-host:1111");
    assertThat(variables.database()).isEqualTo("env-db");
    assertThat(variables.user()).isEqualTo("env-user");
    assertThat(variables.password()).isEqualTo(new Password("env-password", "PGPASSWORD"));
    assertThat(variables.tlsConfig()).isEqualTo(TlsConfig.disabled());
    assertThat(variables.connectTimeout()).isEqualTo(Duration.ofSeconds(3));
    assertThat(variables.applicationName()).isEqualTo("pgtether");
    assertThat(file.password().value()).isEqualTo("from-file");
    assertThat(file.password().source()).isEqualTo(home.resolve(".pgpass").toString());
  }

  @Test
  void refuses_variables_that_it_does_not_support() {
    assertThatThrownBy(() -> ConnectionTarget.parse(null, Map.of("PGSERVICE", "prod"), home))
        .isInstanceOf(InvalidTargetException.class)
        .hasMessageContaining("PGSERVICE");
    assertThatThrownBy(() -> ConnectionTarget.parse(null, Map.of("PGSSLMODE", "prefer"), home))
        .isInstanceOf(InvalidTargetException.class)
        .hasMessageContaining("PGSSLMODE");
    assertThatThrownBy(
            () -> ConnectionTarget.parse(null, Map.of("PGHOST", "/var/run/postgresql"), home))
        .isInstanceOf(InvalidTargetException.class)
        .hasMessageContaining("PGHOST");
  }

  @Test
  void refuses_an_oversized_url() {
    assertThatThrownBy(
            () -> ConnectionTarget.parse("postgresql://" + "a".repeat(10_000), Map.of(), home))
        .isInstanceOf(InvalidTargetException.class);
  }

  @Test
  void verifies_with_the_root_certificate_of_the_home_directory_even_in_mode_require()
      throws Exception {
    // Given
    Path roots = Files.createDirectory(home.resolve(".postgresql")).resolve("root.crt");
    Files.writeString(roots, "a certificate");

    // Then
    assertThat(ConnectionTarget.parse("host=db", Map.of(), home).tlsConfig())
        .isEqualTo(new TlsConfig(TlsConfig.Mode.VERIFY_FULL, roots, null));
    assertThat(ConnectionTarget.parse("host=db sslmode=require", Map.of(), home).tlsConfig())
        .isEqualTo(new TlsConfig(TlsConfig.Mode.VERIFY_CA, roots, null));
    assertThat(ConnectionTarget.parse("host=db sslmode=disable", Map.of(), home).tlsConfig())
        .isEqualTo(TlsConfig.disabled());
  }

  @Test
  void uses_the_client_certificate_of_the_home_directory_when_its_key_exists_too()
      throws Exception {
    // Given
    Path directory = Files.createDirectory(home.resolve(".postgresql"));
    Path certificate = Files.writeString(directory.resolve("postgresql.crt"), "a certificate");
    TlsConfig without =
        ConnectionTarget.parse("host=db sslmode=require", Map.of(), home).tlsConfig();

    // When
    Path key = Files.writeString(directory.resolve("postgresql.key"), "a key");
    TlsConfig with = ConnectionTarget.parse("host=db sslmode=require", Map.of(), home).tlsConfig();

    // Then
    assertThat(without.client()).isNull();
    assertThat(with.client()).isEqualTo(new TlsConfig.ClientCertificate(certificate, key, null));
  }

  @Test
  void keeps_the_address_to_connect_to_apart_from_the_name_to_verify() {
    // When
    ConnectionTarget connectionTarget =
        ConnectionTarget.parse("host=db.example.com hostaddr=192.0.2.7", Map.of(), home);

    // Then
    assertThat(connectionTarget.host()).isEqualTo("db.example.com");
    assertThat(connectionTarget.address()).isEqualTo(IpAddress.parse("192.0.2.7"));
  }

  @Test
  void sends_no_clear_text_password_without_tls() {
    assertThat(
            ConnectionTarget.parse("host=db sslmode=disable", Map.of(), home)
                .allowedAuthentication()
                .methods())
        .contains("!password");
    assertThat(ConnectionTarget.parse("host=db", Map.of(), home).allowedAuthentication().methods())
        .doesNotContain("!password");
  }

  private void passwordFile(String text) throws Exception {
    Path file = home.resolve(".pgpass");
    Files.writeString(file, text);
    Files.setPosixFilePermissions(
        file, java.nio.file.attribute.PosixFilePermissions.fromString("rw-------"));
  }

  private static String percentEncoded(String text) {
    StringBuilder encoded = new StringBuilder();
    for (byte b : text.getBytes(java.nio.charset.StandardCharsets.UTF_8)) {
      encoded.append("%%%02X".formatted(b & 0xFF));
    }
    return encoded.toString();
  }
}
