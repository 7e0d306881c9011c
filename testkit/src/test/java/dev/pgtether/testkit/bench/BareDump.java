package dev.pgtether.testkit.bench;

import dev.pgtether.testkit.process.ChildProcess;
import dev.pgtether.testkit.process.HostCommand;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The physical limit of a listing: {@code list_sockets.c}, which reads the same dump from the
 * kernel and does nothing with it. What it takes is the kernel's work and the copies that the
 * kernel makes.
 */
final class BareDump implements AutoCloseable {

  private static final String SOURCE = "list_sockets.c";
  private static final Duration DEADLINE = Duration.ofSeconds(30);

  private final Path folder;
  private final ChildProcess program;
  private final int rows;

  private BareDump(Path folder, ChildProcess program, int rows) {
    this.folder = folder;
    this.program = program;
    this.rows = rows;
  }

  /**
   * Compiles and starts it; empty where there is no C compiler.
   *
   * @param rows how many sockets each dump must hold
   * @param namespaces files of the network namespaces to dump; empty for this process's own
   */
  static Optional<BareDump> start(int port, int rows, List<String> namespaces) {
    Optional<Path> compiler = HostCommand.find("cc");
    if (compiler.isEmpty()) {
      return Optional.empty();
    }
    try {
      Path folder = Files.createTempDirectory("pgtether-bare-dump");
      Path source = folder.resolve(SOURCE);
      try (InputStream resource = BareDump.class.getResourceAsStream(SOURCE)) {
        Files.copy(resource, source);
      }
      Path binary = folder.resolve("list_sockets");
      HostCommand.run(compiler.get().toString(), "-O2", "-o", binary.toString(), source.toString());
      List<String> command = new ArrayList<>(List.of(binary.toString(), Integer.toString(port)));
      command.addAll(namespaces);
      ChildProcess program = ChildProcess.start(command);
      return Optional.of(new BareDump(folder, program, rows));
    } catch (IOException failed) {
      throw new UncheckedIOException("could not build " + SOURCE, failed);
    }
  }

  /**
   * Dumps once.
   *
   * @return nanoseconds, measured by the program itself
   */
  double run() {
    program.writeLine("");
    String[] answer = program.readLine(DEADLINE).split(" ");
    if (Integer.parseInt(answer[0]) != rows) {
      throw new IllegalStateException(
          "the bare dump saw " + answer[0] + " sockets, and there are " + rows);
    }
    return Long.parseLong(answer[1]);
  }

  @Override
  public void close() {
    program.close();
    try {
      Files.delete(folder.resolve("list_sockets"));
      Files.delete(folder.resolve(SOURCE));
      Files.delete(folder);
    } catch (IOException failed) {
      throw new UncheckedIOException("could not remove " + folder, failed);
    }
  }
}
