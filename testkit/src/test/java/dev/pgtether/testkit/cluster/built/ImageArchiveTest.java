package dev.pgtether.testkit.cluster.built;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageArchiveTest {
  @TempDir private Path folder;

  @Test
  void the_same_files_give_the_same_bytes_whenever_they_were_written() throws IOException {
    // Given
    Path program = Files.writeString(folder.resolve("program"), "#!");
    ContainerImage containerImage =
        new ContainerImage(
            "localhost/some:1",
            List.of(
                new ContainerImage.File.Folder("bin", 0755),
                new ContainerImage.File.Copy("bin/program", program, 0755),
                new ContainerImage.File.Link("bin/other", "program"),
                new ContainerImage.File.Text("etc-hosts", "")),
            List.of("/bin/program"),
            Map.of("B", "2", "A", "1"));
    // When
    new ImageArchive(containerImage).write(folder.resolve("one.tar"));
    Files.setLastModifiedTime(program, FileTime.fromMillis(0));
    new ImageArchive(containerImage).write(folder.resolve("two.tar"));
    // Then
    assertThat(folder.resolve("one.tar")).hasSameBinaryContentAs(folder.resolve("two.tar"));
  }

  @Test
  void folders_come_before_what_is_in_them() {
    assertThat(ContainerImage.foldersAbove(List.of("usr/bin/psql", "usr/lib/a", "bin")))
        .extracting(ContainerImage.File::path)
        .containsExactly("usr", "usr/bin", "usr/lib");
  }
}
