package dev.pgtether.testkit.it.images;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/**
 * An image as {@code docker save} writes it, looked into.
 *
 * @param configuration how a runtime starts it
 * @param files by their path
 * @param texts of the small ones
 */
record ImageFile(
    JsonNode configuration, Map<String, TarArchiveEntry> files, Map<String, String> texts) {
  private static final int SMALL = 100_000;

  static ImageFile read(Path archive) {
    ObjectMapper json = new ObjectMapper();
    Map<String, byte[]> documents = new HashMap<>();
    Map<String, TarArchiveEntry> files = new TreeMap<>();
    Map<String, String> texts = new HashMap<>();
    try (TarArchiveInputStream outer = open(Files.newInputStream(archive))) {
      for (TarArchiveEntry entry = outer.getNextEntry();
          entry != null;
          entry = outer.getNextEntry()) {
        if (entry.getName().endsWith(".json")) {
          documents.put(entry.getName(), outer.readAllBytes());
        } else if (entry.getName().endsWith(".tar") && entry.isFile()) {
          readLayer(open(outer), files, texts);
        }
      }
      JsonNode manifest = json.readTree(documents.get("manifest.json")).get(0);
      return new ImageFile(
          json.readTree(documents.get(manifest.at("/Config").textValue())), files, texts);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the image " + archive, e);
    }
  }

  private static TarArchiveInputStream open(InputStream in) {
    return new TarArchiveInputStream(in);
  }

  /** Leaves the stream open: it is the archive's. */
  private static void readLayer(
      TarArchiveInputStream layer, Map<String, TarArchiveEntry> files, Map<String, String> texts)
      throws IOException {
    for (TarArchiveEntry entry = layer.getNextEntry();
        entry != null;
        entry = layer.getNextEntry()) {
      files.put(entry.getName(), entry);
      if (entry.isFile() && entry.getSize() < SMALL) {
        texts.put(entry.getName(), new String(layer.readAllBytes(), StandardCharsets.UTF_8));
      }
    }
  }
}
