package dev.pgtether.testkit.it.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What /proc says of processes and sockets, read in the plainest way. */
final class ProcessList {
  private ProcessList() {}

  /** The inodes of the sockets that the process has open. */
  static Set<String> socketsOf(long pid) {
    try (Stream<Path> descriptors = Files.list(Path.of("/proc/" + pid + "/fd"))) {
      return descriptors
          .map(ProcessList::target)
          .filter(target -> target.startsWith("socket:["))
          .map(target -> target.substring("socket:[".length(), target.length() - 1))
          .collect(Collectors.toSet());
    } catch (IOException gone) {
      throw new AssertionError("there is no process " + pid, gone);
    }
  }

  /** Of the socket from one address to the other, both as {@code 127.0.0.1:5432}. */
  static String inode(String local, String remote) {
    // /proc/net/tcp (proc_pid_net(5)): number, local, remote, state, ..., the inode as the tenth
    return Stream.of("tcp", "tcp6")
        .flatMap(table -> lines(Path.of("/proc/net", table)).stream())
        .map(line -> line.strip().split("\\s+"))
        .filter(words -> spellings(local).contains(words[1]))
        .filter(words -> spellings(remote).contains(words[2]))
        .map(words -> words[9])
        .findFirst()
        .orElseThrow(() -> new AssertionError("no socket from " + local + " to " + remote));
  }

  /** Running processes in whose command line the path stands. */
  static List<String> mentioning(Path path) {
    return ProcessHandle.allProcesses()
        .map(ProcessHandle::info)
        .flatMap(info -> info.commandLine().stream())
        .filter(line -> line.contains(path.toString()))
        .toList();
  }

  /** In hexadecimal, each 32 bits in this machine's byte order; also as an IPv4-mapped address. */
  private static List<String> spellings(String address) {
    int colon = address.lastIndexOf(':');
    String port = ":%04X".formatted(Integer.parseInt(address.substring(colon + 1)));
    String plain = words(bytes(address.substring(0, colon).replaceAll("[\\[\\]]", "")));
    String mapped = words(new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1}) + plain;
    return List.of(plain + port, mapped + port);
  }

  private static byte[] bytes(String literal) {
    try {
      return InetAddress.getByName(literal).getAddress();
    } catch (UnknownHostException noLiteral) {
      throw new AssertionError("no address: " + literal, noLiteral);
    }
  }

  private static String words(byte[] address) {
    ByteBuffer words = ByteBuffer.wrap(address).order(ByteOrder.nativeOrder());
    StringBuilder text = new StringBuilder();
    while (words.hasRemaining()) {
      text.append("%08X".formatted(words.getInt()));
    }
    return text.toString();
  }

  private static List<String> lines(Path file) {
    try {
      List<String> lines = Files.readAllLines(file);
      return lines.subList(1, lines.size());
    } catch (IOException unreadable) {
      throw new UncheckedIOException("could not read " + file, unreadable);
    }
  }

  private static String target(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString();
    } catch (IOException closed) {
      return "";
    }
  }
}
