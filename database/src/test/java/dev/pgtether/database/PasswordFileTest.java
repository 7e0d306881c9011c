package dev.pgtether.database;

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
  void readsALineAsLibpqDoes(String line, String password) throws Exception {
    // Given
    write(line, "rw-------");

    // When
    PasswordFile.Found found = PasswordFile.find(file, false, "db", 5432, "shop", "ann");

    // Then
    assertThat(found.password() == null ? null : found.password().value()).isEqualTo(password);
    assertThat(found.remark()).isNull();
  }

  @Test
  void takesTheFirstLineThatMatches() throws Exception {
    // Given
    write("\nother:*:*:*:no\r\ndb:*:*:ann:first\n*:*:*:*:second\n", "rw-------");

    // Then
    assertThat(PasswordFile.find(file, false, "db", 5432, "shop", "ann").password().value())
        .isEqualTo("first");
  }

  @Test
  void matchesAnIpv6HostWrittenWithEscapes() throws Exception {
    // Given
    write("\\:\\:1:5432:*:ann:secret", "rw-------");

    // Then
    assertThat(PasswordFile.find(file, false, "::1", 5432, "shop", "ann").password().value())
        .isEqualTo("secret");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({"rw-r-----", "rw----r--", "rw--w----", "rw-----w-", "rw---x---"})
  void ignoresAFileThatOthersHaveAccessToAndSaysSo(String permissions) throws Exception {
    // Given
    write("*:*:*:*:secret", permissions);

    // When
    PasswordFile.Found found = PasswordFile.find(file, false, "db", 5432, "shop", "ann");

    // Then
    assertThat(found.password()).isNull();
    assertThat(found.remark()).contains(file.toString()).contains("0600").doesNotContain("secret");
  }

  @Test
  void saysNothingAboutAMissingFileThatNobodyAskedFor() {
    assertThat(PasswordFile.find(file, false, "db", 5432, "shop", "ann").remark()).isNull();
    assertThat(PasswordFile.find(file, true, "db", 5432, "shop", "ann").remark())
        .contains("does not exist");
  }

  @Test
  void ignoresWhatIsNoPlainFile() {
    assertThat(PasswordFile.find(Path.of("/dev/zero"), true, "db", 5432, "shop", "ann").remark())
        .contains("no plain file");
  }

  private void write(String text, String permissions) throws Exception {
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
  }
}
