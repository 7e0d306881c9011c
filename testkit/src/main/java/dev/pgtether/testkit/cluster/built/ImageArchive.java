package dev.pgtether.testkit.cluster.built;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.pgtether.testkit.process.TestEnvironmentException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.jspecify.annotations.Nullable;

/**
 * Writes an image as {@code docker save} does, which every container runtime can load: one layer,
 * the image's configuration, a manifest. The same files give the same bytes.
 *
 * @see <a href="https://github.com/moby/docker-image-spec/blob/main/spec.md">Docker image
 *     specification 1.2</a>
 */
record ImageArchive(ContainerImage containerImage) {
  private static final String CONFIG = "config.json";
  private static final String LAYER = "layer.tar";

  void write(Path file) {
    Path folder = ClusterDirectories.createParent(file);
    try {
      Path layer = Files.createTempFile(folder, "layer", ".tar");
      try {
        write(file, layer, writeLayer(layer));
      } finally {
        Files.deleteIfExists(layer);
      }
    } catch (IOException e) {
      throw new TestEnvironmentException(
          "cannot write the image %s to %s: %s"
              .formatted(containerImage.name(), file, e.getMessage()),
          e);
    }
  }

  /** Returns the layer's digest. */
  private String writeLayer(Path layer) throws IOException {
    MessageDigest sha = sha256();
    try (OutputStream bytes = new DigestOutputStream(buffered(layer), sha);
        TarArchiveOutputStream tar = tar(bytes)) {
      for (ContainerImage.File file : containerImage.files()) {
        add(tar, file);
      }
    }
    return "sha256:" + HexFormat.of().formatHex(sha.digest());
  }

  private static void add(TarArchiveOutputStream tar, ContainerImage.File file) throws IOException {
    switch (file) {
      case ContainerImage.File.Folder folder -> {
        TarArchiveEntry entry = new TarArchiveEntry(folder.path() + "/");
        entry.setMode(folder.mode());
        put(tar, entry, null, new byte[0]);
      }
      case ContainerImage.File.Copy copy -> {
        TarArchiveEntry entry = new TarArchiveEntry(copy.path());
        entry.setMode(copy.mode());
        entry.setSize(Files.size(copy.source()));
        put(tar, entry, copy.source(), new byte[0]);
      }
      case ContainerImage.File.Text text ->
          put(tar, text.path(), text.text().getBytes(StandardCharsets.UTF_8));
      case ContainerImage.File.Link link -> {
        TarArchiveEntry entry = new TarArchiveEntry(link.path(), TarConstants.LF_SYMLINK);
        entry.setLinkName(link.target());
        put(tar, entry, null, new byte[0]);
      }
    }
  }

  private void write(Path file, Path layer, String digest) throws IOException {
    try (TarArchiveOutputStream tar = tar(buffered(file))) {
      TarArchiveEntry entry = new TarArchiveEntry(LAYER);
      entry.setSize(Files.size(layer));
      put(tar, entry, layer, new byte[0]);
      put(tar, CONFIG, json(configuration(digest)));
      put(
          tar,
          "manifest.json",
          json(
              List.of(
                  Map.of(
                      "Config",
                      CONFIG,
                      "RepoTags",
                      List.of(containerImage.name()),
                      "Layers",
                      List.of(LAYER)))));
    }
  }

  private Map<String, Object> configuration(String digest) {
    List<String> environment =
        containerImage.environment().entrySet().stream()
            .map(entry -> entry.getKey() + "=" + entry.getValue())
            .sorted()
            .toList();
    return Map.of(
        "architecture",
        System.getProperty("os.arch").equals("aarch64") ? "arm64" : "amd64",
        "os",
        "linux",
        "config",
        Map.of("Entrypoint", containerImage.entrypoint(), "Env", environment),
        "rootfs",
        Map.of("type", "layers", "diff_ids", List.of(digest)));
  }

  private static void put(TarArchiveOutputStream tar, String path, byte[] content)
      throws IOException {
    TarArchiveEntry entry = new TarArchiveEntry(path);
    entry.setSize(content.length);
    put(tar, entry, null, content);
  }

  private static void put(
      TarArchiveOutputStream tar, TarArchiveEntry entry, @Nullable Path source, byte[] content)
      throws IOException {
    entry.setModTime(0);
    tar.putArchiveEntry(entry);
    if (source == null) {
      tar.write(content);
    } else {
      Files.copy(source, tar);
    }
    tar.closeArchiveEntry();
  }

  private static TarArchiveOutputStream tar(OutputStream bytes) {
    TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes, StandardCharsets.UTF_8.name());
    tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
    tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
    return tar;
  }

  private static OutputStream buffered(Path file) throws IOException {
    return new BufferedOutputStream(Files.newOutputStream(file), 1 << 16);
  }

  private static byte[] json(Object value) throws IOException {
    return new ObjectMapper()
        .configure(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS, true)
        .writeValueAsBytes(value);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java has SHA-256", e);
    }
  }
}
