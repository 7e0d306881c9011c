package dev.pgtether.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Version 1 as files: agents and operators of this version are out there and say exactly this. A
 * file that must change is a new version.
 */
class GoldenTest {

  static Stream<Arguments> posts() {
    return Stream.of(
        Arguments.of("greeting", new Greeting(Messages.healthy())),
        Arguments.of("greeting-troubled", new Greeting(Messages.troubled())),
        Arguments.of("report", Messages.report()),
        Arguments.of("report-beside-server", Messages.besideTheServer()),
        Arguments.of("excuse", Messages.excuse()));
  }

  @ParameterizedTest
  @MethodSource("posts")
  void a_post_is_written_as_the_file_says_and_read_back_whole(String name, Post post)
      throws IOException {
    byte[] written = Codec.encode(post);
    assertThat(text(written)).isEqualTo(golden(name, written));
    assertThat(Codec.decodePost(written)).isEqualTo(post);
  }

  static Stream<Arguments> questions() {
    return Stream.of(
        Arguments.of("question", Messages.question()),
        Arguments.of("question-plain", Messages.plainQuestion()));
  }

  @ParameterizedTest
  @MethodSource("questions")
  void a_question_is_written_as_the_file_says_and_read_back_whole(String name, Question question)
      throws IOException {
    byte[] written = Codec.encode(question);
    assertThat(text(written)).isEqualTo(golden(name, written));
    assertThat(Codec.decodeQuestion(written)).isEqualTo(question);
  }

  static Stream<Arguments> refusals() {
    return Stream.of(
        Arguments.of("refusal", new Refusal(Refusal.Code.TOKEN, "the token has expired")),
        Arguments.of("refusal-version", versions()));
  }

  private static Refusal versions() {
    return ((Versions.Agreement.Not) Versions.withAgent("7")).refusal();
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void a_refusal_is_written_as_the_file_says_and_read_back_whole(String name, Refusal refusal)
      throws IOException {
    byte[] written = Codec.encode(refusal);
    assertThat(text(written)).isEqualTo(golden(name, written));
    assertThat(Codec.decodeRefusal(written)).isEqualTo(refusal);
  }

  private static String text(byte[] message) {
    return new String(message, StandardCharsets.UTF_8) + "\n";
  }

  /** What a test wrote instead is left in {@code target/golden}. */
  private static String golden(String name, byte[] written) throws IOException {
    Path got = Path.of("target", "golden", name + ".json");
    Files.createDirectories(got.getParent());
    Files.writeString(got, text(written));
    try (InputStream file = GoldenTest.class.getResourceAsStream(name + ".json")) {
      assertThat(file).as("golden file " + name + ".json").isNotNull();
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
