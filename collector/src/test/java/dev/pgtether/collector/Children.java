package dev.pgtether.collector;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Processes that a test starts, and ends by their ids. */
final class Children implements AutoCloseable {

  private final List<Process> processes = new ArrayList<>();

  /** Starts a program whose first line says that it is ready; answers that line. */
  Child start(String... command) throws IOException {
    return start(new ProcessBuilder(command));
  }

  Child start(ProcessBuilder builder) throws IOException {
    Process process = builder.redirectErrorStream(true).start();
    processes.add(process);
    BufferedReader lines = process.inputReader();
    return new Child(process, String.valueOf(lines.readLine()), lines);
  }

  /** A process that said {@code first} when it was ready. */
  record Child(Process process, String first, BufferedReader lines) {

    int pid() {
      return (int) process.pid();
    }
  }

  /** Runs to its end; answers what it wrote. */
  static String run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
      process.destroyForcibly();
      throw new IOException(String.join(" ", command) + " failed: " + output);
    }
    return output;
  }

  static boolean hasProgram(String name) {
    for (String folder : System.getenv().getOrDefault("PATH", "").split(":")) {
      if (Files.isExecutable(Path.of(folder, name))) {
        return true;
      }
    }
    return false;
  }

  static boolean isRoot() throws IOException {
    return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
  }

  @Override
  public void close() {
    for (Process process : processes) {
      List<ProcessHandle> descendants = process.descendants().toList();
      process.destroyForcibly().onExit().join();
      descendants.forEach(ProcessHandle::destroyForcibly);
    }
  }
}
