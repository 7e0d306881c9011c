package dev.pgtether.testkit.knownclients;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** What {@code view.sh} has seen from within a container. */
public final class ContainerSocketView {
  private static final int WORD_BYTES = 4;

  private ContainerSocketView() {}

  /**
   * A connection and its holders.
   *
   * @param pids at least one
   */
  public record HeldConnection(
      SortedSet<Integer> pids, String address, int port, String peer, int peerPort) {}

  /** The connections to a port that some process of the container holds. */
  public static List<HeldConnection> read(String output, int peerPort) {
    Map<String, SortedSet<Integer>> holders = new TreeMap<>();
    Map<String, String[]> sockets = new LinkedHashMap<>();
    for (String line : output.lines().toList()) {
      String[] words = line.split(" ", -1);
      switch (words[0]) {
        case "holds" ->
            holders
                .computeIfAbsent(words[2], inode -> new TreeSet<>())
                .add(Integer.valueOf(words[1]));
        // by inode: a table that is read in parts while others connect may show a socket twice
        case "socket" -> sockets.put(words[1], words);
        default -> throw new IllegalArgumentException("not a line of a view: " + line);
      }
    }
    List<HeldConnection> seen = new ArrayList<>();
    for (String[] words : sockets.values()) {
      SortedSet<Integer> pids = holders.get(words[1]);
      if (pids != null && port(words[3]) == peerPort) {
        seen.add(
            new HeldConnection(
                pids, address(words[2]), port(words[2]), address(words[3]), port(words[3])));
      }
    }
    return seen;
  }

  private static int port(String endpoint) {
    return HexFormat.fromHexDigits(endpoint, endpoint.indexOf(':') + 1, endpoint.length());
  }

  /**
   * In {@code /proc/net/tcp} an address stands in words of this machine's byte order, see proc(5).
   */
  private static String address(String endpoint) {
    byte[] words = HexFormat.of().parseHex(endpoint, 0, endpoint.indexOf(':'));
    byte[] octets = new byte[words.length];
    for (int i = 0; i < words.length; i++) {
      octets[i] = words[i - i % WORD_BYTES + WORD_BYTES - 1 - i % WORD_BYTES];
    }
    try {
      // unmaps ::ffff:a.b.c.d, as Java's sockets show IPv4
      return InetAddress.getByAddress(octets).getHostAddress();
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("no address: " + endpoint, e);
    }
  }
}
