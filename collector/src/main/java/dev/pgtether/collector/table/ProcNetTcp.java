package dev.pgtether.collector.table;

import dev.pgtether.correlation.fact.Endpoint;
import dev.pgtether.correlation.fact.IpAddress;
import org.jspecify.annotations.Nullable;

/**
 * {@code /proc/net/tcp} and {@code tcp6}: the table as text, where the kernel's socket diagnosis is
 * refused. It has neither cookies nor ages, and no filter.
 */
public final class ProcNetTcp {

  private ProcNetTcp() {}

  /**
   * Gives every row that {@code filter} accepts to {@code sink}; a line that is cut or not
   * understood is passed over.
   */
  public static void parse(byte[] text, TcpFilter filter, RowSink sink) {
    int at = lineEnd(text, 0) + 1; // the heading
    Row row = new Row();
    while (at < text.length) {
      int end = lineEnd(text, at);
      if (row.read(text, at, end) && filter.accepts(row.state, row.localPort, row.peerPort)) {
        sink.row(row);
      }
      at = end + 1;
    }
  }

  private static int lineEnd(byte[] text, int from) {
    int at = from;
    while (at < text.length && text[at] != '\n') {
      at++;
    }
    return at;
  }

  /**
   * {@code sl local rem st tx:rx tr:when retrnsmt uid timeout inode …}: proc_pid_net(5),
   * tcp4_seq_show in tcp_ipv4.c.
   */
  private static final class Row implements SocketRow {

    private byte[] text = new byte[0];
    private int cursor;
    private int end;
    private IpAddress localAddress = new IpAddress(0, 0);
    private IpAddress peerAddress = localAddress;
    private int localPort;
    private int peerPort;
    private int state;
    private int uid;
    private long inode;

    boolean read(byte[] from, int start, int lineEnd) {
      text = from;
      cursor = start;
      end = lineEnd;
      if (!toNextField(":")) {
        return false;
      }
      IpAddress local = address();
      localPort = (int) hexadecimal();
      IpAddress peer = address();
      peerPort = (int) hexadecimal();
      state = (int) hexadecimal();
      if (local == null || peer == null || state < 1 || state > 12) {
        return false;
      }
      localAddress = local;
      peerAddress = peer;
      skipFields(3);
      uid = (int) decimal();
      skipFields(1);
      inode = decimal();
      return inode >= 0;
    }

    private boolean toNextField(String mark) {
      while (cursor < end && text[cursor] != mark.charAt(0)) {
        cursor++;
      }
      cursor++;
      skipSpaces();
      return cursor < end;
    }

    private void skipSpaces() {
      while (cursor < end && text[cursor] == ' ') {
        cursor++;
      }
    }

    private void skipFields(int fields) {
      for (int i = 0; i < fields; i++) {
        skipSpaces();
        while (cursor < end && text[cursor] != ' ') {
          cursor++;
        }
      }
    }

    /**
     * Eight or 32 hexadecimal digits: words of 32 bits, each in the host's order, so its bytes come
     * reversed.
     */
    private @Nullable IpAddress address() {
      skipSpaces();
      int start = cursor;
      while (cursor < end && text[cursor] != ':') {
        cursor++;
      }
      int digits = cursor - start;
      cursor++;
      if (digits != 8 && digits != 32) {
        return null;
      }
      byte[] bytes = new byte[digits / 2];
      for (int i = 0; i < bytes.length; i++) {
        int value =
            16 * Character.digit(text[start + 2 * i], 16)
                + Character.digit(text[start + 2 * i + 1], 16);
        bytes[(i & ~3) + 3 - (i & 3)] = (byte) value;
      }
      return IpAddress.ofBytes(bytes, 0, bytes.length);
    }

    private long hexadecimal() {
      return number(16);
    }

    private long decimal() {
      return number(10);
    }

    private long number(int radix) {
      skipSpaces();
      long value = 0;
      int start = cursor;
      while (cursor < end) {
        int digit = Character.digit(text[cursor], radix);
        if (digit < 0) {
          break;
        }
        value = value * radix + digit;
        cursor++;
      }
      return cursor == start ? -1 : value;
    }

    @Override
    public int state() {
      return state;
    }

    @Override
    public int localPort() {
      return localPort;
    }

    @Override
    public int peerPort() {
      return peerPort;
    }

    @Override
    public Endpoint local() {
      return new Endpoint(localAddress, localPort);
    }

    @Override
    public Endpoint peer() {
      return new Endpoint(peerAddress, peerPort);
    }

    @Override
    public long cookie() {
      return 0;
    }

    @Override
    public int uid() {
      return uid;
    }

    @Override
    public long inode() {
      return inode;
    }

    @Override
    public int networkInterface() {
      return 0;
    }

    @Override
    public boolean hasTcpInfo() {
      return false;
    }

    @Override
    public long lastDataSentMillis() {
      return 0;
    }

    @Override
    public long bytesReceived() {
      return 0;
    }
  }
}
