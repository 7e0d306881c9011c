package dev.pgtether.database;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Proxy;
import java.net.Socket;

/** A connection that keeps account of what it brings. */
final class PinnedSocket extends Socket {

  private final boolean encrypted;
  private final Traffic traffic;

  /**
   * @param encrypted whether TLS is spoken over it: what it brings can be understood only above
   */
  PinnedSocket(AnswerMemory memory, boolean encrypted) {
    super(Proxy.NO_PROXY);
    this.encrypted = encrypted;
    this.traffic = new Traffic(memory, this::cut);
  }

  Traffic traffic() {
    return traffic;
  }

  @Override
  public InputStream getInputStream() throws IOException {
    InputStream counted = new Counted(super.getInputStream(), traffic);
    return encrypted ? counted : new MessageStream(counted, traffic);
  }

  /** Closes it, whatever is waited for. For any thread. */
  void cut() {
    try {
      close();
    } catch (IOException alreadyLost) {
      // Nothing is left to cut.
    }
  }

  private static final class Counted extends FilterInputStream {

    private final Traffic traffic;

    Counted(InputStream server, Traffic traffic) {
      super(server);
      this.traffic = traffic;
    }

    @Override
    public int read() throws IOException {
      int read = super.read();
      traffic.overWire(read < 0 ? 0 : 1);
      return read;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      int read = super.read(target, offset, length);
      traffic.overWire(Math.max(0, read));
      return read;
    }
  }
}
