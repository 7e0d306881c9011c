package dev.pgtether.database.driver;

import dev.pgtether.database.protocol.ResponseLimiter;
import dev.pgtether.database.protocol.ResponseMemoryBudget;
import dev.pgtether.database.protocol.ValidatingInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Proxy;
import java.net.Socket;

/** A connection that keeps account of what it brings. */
public final class MeteredSocket extends Socket {

  private final boolean encrypted;
  private final ResponseLimiter responseLimiter;

  /**
   * @param encrypted whether TLS is spoken over it: what it brings can be understood only above
   */
  MeteredSocket(ResponseMemoryBudget memory, boolean encrypted) {
    super(Proxy.NO_PROXY);
    this.encrypted = encrypted;
    this.responseLimiter = new ResponseLimiter(memory, this::abort);
  }

  public ResponseLimiter responseLimiter() {
    return responseLimiter;
  }

  @Override
  public InputStream getInputStream() throws IOException {
    InputStream counted = new CountingInputStream(super.getInputStream(), responseLimiter);
    return encrypted ? counted : new ValidatingInputStream(counted, responseLimiter);
  }

  /** Closes it, whatever is waited for. For any thread. */
  public void abort() {
    try {
      close();
    } catch (IOException alreadyLost) {
      // Nothing is left to cut.
    }
  }

  private static final class CountingInputStream extends FilterInputStream {

    private final ResponseLimiter responseLimiter;

    CountingInputStream(InputStream server, ResponseLimiter responseLimiter) {
      super(server);
      this.responseLimiter = responseLimiter;
    }

    @Override
    public int read() throws IOException {
      int read = super.read();
      responseLimiter.wireBytes(read < 0 ? 0 : 1);
      return read;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      int read = super.read(target, offset, length);
      responseLimiter.wireBytes(Math.max(0, read));
      return read;
    }
  }
}
