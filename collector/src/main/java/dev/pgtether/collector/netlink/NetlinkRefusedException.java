package dev.pgtether.collector.netlink;

import dev.pgtether.collector.kernel.Errno;

/** The kernel does not answer this kind of request here: another means has to be tried. */
public final class NetlinkRefusedException extends Exception {

  private static final long serialVersionUID = 1L;

  private final int errno;

  NetlinkRefusedException(String tried, int errno) {
    super(tried + ": " + Errno.describe(errno));
    this.errno = errno;
  }

  public int errno() {
    return errno;
  }
}
