package dev.pgtether.collector.netlink;

import dev.pgtether.collector.kernel.Deadline;
import dev.pgtether.collector.kernel.Errno;
import dev.pgtether.collector.kernel.Kernel;
import dev.pgtether.collector.kernel.SystemCall;
import dev.pgtether.collector.table.ListingEnd;

/**
 * A netlink socket to the kernel; it stays in the network namespace that its thread was in when it
 * was opened.
 */
public final class NetlinkSocket implements AutoCloseable {

  private static final int AF_NETLINK = 16;
  private static final int SOCK_RAW_CLOEXEC = 0x8_0003;
  private static final int SOL_SOCKET = 1;
  private static final int SO_RCVBUF = 8;
  private static final int SO_RCVTIMEO = 20;
  private static final int MSG_TRUNC = 0x20;

  private final Kernel kernel;
  private final int protocol;
  private int descriptor = -1;
  private int sequence;
  private byte[] received = new byte[0];

  NetlinkSocket(Kernel kernel, Protocol protocol) {
    this.kernel = kernel;
    this.protocol = protocol.number;
  }

  /** Netlink families ({@code linux/netlink.h}). */
  enum Protocol {
    ROUTE(0),
    SOCK_DIAG(4);

    private final int number;

    Protocol(int number) {
      this.number = number;
    }
  }

  /**
   * Sends a dump request and gives every answer of type {@code answerType} to {@code sink}.
   *
   * @throws NetlinkRefusedException when the kernel answers with an error
   */
  ListingEnd dump(byte[] request, int answerType, Deadline deadline, MessageSink sink)
      throws NetlinkRefusedException {
    send(request, deadline);
    Dump dump = new Dump(sequence, answerType, sink);
    try {
      while (!dump.isDone()) {
        int length = receive();
        if (length == -Errno.EAGAIN || deadline.hasPassed()) {
          return ListingEnd.DEADLINE;
        }
        if (length == -Errno.ENOBUFS) {
          dump.interrupted();
        } else if (length < 0) {
          throw new NetlinkRefusedException("receiving a netlink dump", -length);
        } else {
          dump.take(received, length);
        }
      }
      return dump.end();
    } finally {
      if (!dump.isDone()) {
        close(); // the kernel would answer EBUSY while the old dump is not read to its end
      }
    }
  }

  /**
   * Sends a request that has one answer.
   *
   * @return the end of the answer in {@link #received}, whose payload begins after the header; or
   *     the negated errno, {@code EAGAIN} when no answer came in time
   */
  int exchange(byte[] request, int answerType, Deadline deadline) throws NetlinkRefusedException {
    send(request, deadline);
    for (int tries = 0; tries < 16; tries++) {
      int length = receive();
      if (length < 0) {
        close();
        return length;
      }
      if (length >= Messages.HEADER
          && LittleEndian.i32(received, Messages.SEQUENCE_AT) == sequence) {
        int type = LittleEndian.u16(received, Messages.TYPE_AT);
        if (type == answerType) {
          return Math.min(length, LittleEndian.i32(received, 0));
        }
        if (type == Messages.ERROR && length >= Messages.HEADER + 4) {
          return Math.min(LittleEndian.i32(received, Messages.HEADER), -1);
        }
      }
    }
    return -Errno.EAGAIN;
  }

  /** What {@link #exchange} received. */
  byte[] received() {
    return received;
  }

  private void send(byte[] request, Deadline deadline) throws NetlinkRefusedException {
    if (descriptor < 0) {
      open();
    }
    LittleEndian.putI32(request, Messages.SEQUENCE_AT, ++sequence);
    long micros = deadline.remainingMicros();
    byte[] timeval = new byte[16];
    LittleEndian.putI64(timeval, 0, micros / 1_000_000);
    LittleEndian.putI64(timeval, 8, micros % 1_000_000);
    long address = kernel.request(timeval, timeval.length);
    kernel.call(
        SystemCall.SETSOCKOPT, descriptor, SOL_SOCKET, SO_RCVTIMEO, address, timeval.length, 0);
    address = kernel.request(request, request.length);
    long sent = kernel.call(SystemCall.SENDTO, descriptor, address, request.length, 0, 0, 0);
    if (sent < 0) {
      close();
      throw new NetlinkRefusedException("sending a netlink request", (int) -sent);
    }
  }

  /** One datagram into {@link #received}: its length, or the negated errno. */
  private int receive() {
    while (true) {
      // With MSG_TRUNC the answer is the datagram's real length, so that a cut one is noticed.
      int length =
          (int)
              kernel.call(
                  SystemCall.RECVFROM,
                  descriptor,
                  kernel.dataAddress(),
                  kernel.dataSize(),
                  MSG_TRUNC,
                  0,
                  0);
      if (length == -Errno.EINTR) {
        continue;
      }
      if (length > kernel.dataSize()) {
        return -Errno.ENOBUFS;
      }
      if (length > 0) {
        if (received.length < length) {
          received = new byte[kernel.dataSize()];
        }
        kernel.copyData(received, length);
      }
      return length == 0 ? -Errno.EAGAIN : length;
    }
  }

  private void open() throws NetlinkRefusedException {
    int opened =
        (int) kernel.call(SystemCall.SOCKET, AF_NETLINK, SOCK_RAW_CLOEXEC, protocol, 0, 0, 0);
    if (opened < 0) {
      throw new NetlinkRefusedException("opening a netlink socket", -opened);
    }
    byte[] size = new byte[4];
    LittleEndian.putI32(size, 0, 1 << 20);
    kernel.call(
        SystemCall.SETSOCKOPT, opened, SOL_SOCKET, SO_RCVBUF, kernel.request(size, 4), 4, 0);
    // A netlink socket that is connected to port 0 takes messages from the kernel and from nobody
    // else
    // (netlink_getsockbyportid in af_netlink.c): no process can forge an answer.
    byte[] kernelAddress = new byte[12];
    LittleEndian.putU16(kernelAddress, 0, AF_NETLINK);
    int connected =
        (int)
            kernel.call(SystemCall.CONNECT, opened, kernel.request(kernelAddress, 12), 12, 0, 0, 0);
    if (connected < 0) {
      kernel.close(opened);
      throw new NetlinkRefusedException("connecting a netlink socket to the kernel", -connected);
    }
    descriptor = opened;
  }

  @Override
  public void close() {
    if (descriptor >= 0) {
      kernel.close(descriptor);
      descriptor = -1;
    }
  }
}
