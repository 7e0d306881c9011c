package dev.pgtether.cli.demo;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How to run one of our classes as a process of its own: quick to start, with a small heap. */
final class JavaCommand {
  private JavaCommand() {}

  static List<String> of(Class<?> program, String classPath, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(java());
    command.addAll(
        List.of(
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Xshare:auto",
            "-XX:-UsePerfData",
            "-Xmx64m",
            "-Xlog:disable",
            "-cp",
            classPath,
            program.getName()));
    command.addAll(List.of(arguments));
    return command;
  }

  static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  static String ownClassPath() {
    return System.getProperty("java.class.path");
  }
}
