package dev.pgtether.testkit.cluster;

import com.zaxxer.hikari.HikariDataSource;
import dev.pgtether.testkit.client.PoolProgram;
import dev.pgtether.testkit.cluster.built.ClientImage;
import dev.pgtether.testkit.cluster.built.JlinkRuntime;
import dev.pgtether.testkit.protocol.PostgresConnection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.postgresql.Driver;
import org.slf4j.LoggerFactory;

/** The client image with bash, a Java and the programs beside {@link PoolProgram}. */
public final class JavaClientImage {
  /**
   * Where Java finds them in a pod: class files when they come from a build's folder, a jar when
   * they come from its package.
   */
  public static final String CLASS_PATH = "/usr/lib/client:/usr/lib/client/*";

  private static final List<String> MODULES =
      List.of(
          "java.base",
          "java.logging",
          "java.management",
          "java.naming",
          "java.security.jgss",
          "java.security.sasl",
          "java.sql",
          "jdk.net");
  private static final List<Class<?>> JARS =
      List.of(HikariDataSource.class, Driver.class, LoggerFactory.class);

  /** One of each package that goes in: the clients, and the protocol that they speak. */
  private static final List<Class<?>> PROGRAMS =
      List.of(PoolProgram.class, PostgresConnection.class);

  private JavaClientImage() {}

  /** Puts it into every node, as {@link Cluster#JAVA_CLIENT_IMAGE}; a few seconds. */
  public static void load(Cluster cluster) {
    Path runtime = JlinkRuntime.create(ClusterLocator.directories(System.getenv()), MODULES);
    try {
      Path archive = Files.createTempFile("pgtether-client-java", ".tar");
      try {
        ClientImage.writeWithJava(archive, Cluster.JAVA_CLIENT_IMAGE, runtime, classes());
        cluster.load(archive);
      } finally {
        Files.deleteIfExists(archive);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write the client image with Java", e);
    }
  }

  /** By their path in the image. */
  private static Map<String, Path> classes() throws IOException {
    Map<String, Path> classes = new LinkedHashMap<>();
    for (Class<?> jar : JARS) {
      Path file = source(jar);
      classes.put(String.valueOf(file.getFileName()), file);
    }
    Path own = source(PoolProgram.class);
    if (Files.isRegularFile(own)) {
      classes.put(String.valueOf(own.getFileName()), own);
      return classes;
    }
    for (Class<?> program : PROGRAMS) {
      Path folder = Path.of(program.getPackageName().replace('.', '/'));
      try (var files = Files.list(own.resolve(folder))) {
        for (Path file : files.filter(name -> name.toString().endsWith(".class")).toList()) {
          classes.put(folder.resolve(file.getFileName()).toString(), file);
        }
      }
    }
    return classes;
  }

  private static Path source(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException("where is " + type + "?", e);
    }
  }
}
