package dev.pgtether.database.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PasswordFileTest {

  @TempDir Path directory;

  private Path file;

  @BeforeEach
  void named() {
    file = directory.resolve(".pgpass");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      nullValues = "-",
      textBlock =
          """
          db:5432:shop:ann:secret         | secret
          *:*:*:*:secret                  | secret
          db:*:shop:*:secret              | secret
          other:5432:shop:ann:secret      | -
          db:5433:shop:ann:secret         | -
          db:5432:shop:ANN:secret         | -
          db:5432:shop:ann:se\\:cr\\\\et  | se:cr\\et
          d\\b:5432:shop:ann:secret       | secret
          \\*:5432:shop:ann:secret        | -
          db:5432:shop:ann:secret:rest    | secret
          # db:5432:shop:ann:secret       | -
          #*:*:*:*:secret                 | -
          db:5432:shop:ann                | -
          db                              | -
          db:5432:shop:ann:               | -
          :::::                           | -
          """)
  void reads_a_line_as_libpq_does(String line, String password) throws Exception {
    // Given
    write(line, "rw-------");

    // When
    PasswordFile.LookupResult lookupResult =
        PasswordFile.find(file, false, "db", 5432, "shop", "ann");

    // Then
    assertThat(lookupResult.password() == null ? null : lookupResult.password().value())
        .isEqualTo(password);
    assertThat(lookupResult.remark()).isNull();
  }

  @Test
  void takes_the_first_line_that_matches() throws Exception {
    // Given
    write("\nother:*:*:*:no\r\ndb:*:*:ann:first\n*:*:*:*:second\n", "rw-------");

    // Then
    assertThat(PasswordFile.find(file, false, "db", 5432, "shop", "ann").password().value())
        .isEqualTo("first");
  }

  @Test
  void matches_an_ipv6_host_written_with_escapes() throws Exception {
    // Given
    write("\\:\\:1:5432:*:ann:secret", "rw-------");

    // Then
    assertThat(PasswordFile.find(file, false, "::1", 5432, "shop", "ann").password().value())
        .isEqualTo("secret");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({"rw-r-----", "rw----r--", "rw--w----", "rw-----w-", "rw---x---"})
  void ignores_a_file_that_others_can_access_and_says_so(String permissions) throws Exception {
    // Given
    write("*:*:*:*:secret", permissions);

    // When
    PasswordFile.LookupResult lookupResult =
        PasswordFile.find(file, false, "db", 5432, "shop", "ann");

    // Then
    assertThat(lookupResult.password()).isNull();
    assertThat(lookupResult.remark())
        .contains(file.toString())
        .contains("0600")
        .doesNotContain("secret");
  }

  @Test
  void mentions_a_missing_file_only_when_it_was_named() {
    assertThat(PasswordFile.find(file, false, "db", 5432, "shop", "ann").remark()).isNull();
    assertThat(PasswordFile.find(file, true, "db", 5432, "shop", "ann").remark())
        .contains("does not exist");
  }

  @Test
  void ignores_a_file_that_is_not_regular() {
    assertThat(PasswordFile.find(Path.of("/dev/zero"), true, "db", 5432, "shop", "ann").remark())
        .contains("no plain file");
  }

  private void write(String text, String permissions) throws Exception {
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
  }
}
