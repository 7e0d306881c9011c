package dev.pgtether.cli.demo;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How to run one of our classes as a process of its own: quick to start, with a small heap. */
final class JavaCommand {
  private JavaCommand() {}

  /** A heap in which a PostgreSQL can be unpacked. */
  static final int TO_UNPACK = 256;

  /** A heap for a client. */
  static final int SMALL = 64;

  static List<String> of(Class<?> program, int megabytes, String classPath, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(java());
    command.addAll(
        List.of(
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Xshare:auto",
            "-XX:-UsePerfData",
            "-Xmx" + megabytes + "m",
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
