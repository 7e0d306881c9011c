package dev.pgtether.correlation.fact;

import java.util.List;

/**
 * How an agent scanned, and what it could not see.
 *
 * @param listing how sockets were listed
 * @param holderLookup how the processes that hold them were found
 * @param limits what could not be seen; empty when everything was
 */
public record ScanCoverage(SocketListing listing, HolderLookup holderLookup, List<Limit> limits) {

  public ScanCoverage {
    limits = List.copyOf(limits);
  }

  /** Everything that the query asked for could be seen. */
  public boolean isComplete() {
    return limits.isEmpty();
  }

  /** How sockets were listed. */
  public enum SocketListing {
    /** One dump of the kernel's table for both address families ({@code TCPDIAG_GETSOCK}). */
    DIAG_ONE_PASS,
    /** Two dumps, one for each address family ({@code SOCK_DIAG_BY_FAMILY}). */
    DIAG_PER_FAMILY,
    /** {@code /proc/net/tcp} and {@code tcp6}: without cookies and without times. */
    PROC_NET
  }

  /** How the processes that hold a socket were found. */
  public enum HolderLookup {
    /**
     * {@code readlink(/proc/PID/fd/N)} of every process (CAP_SYS_PTRACE with CAP_DAC_READ_SEARCH).
     */
    DESCRIPTORS,
    /** {@code /proc/PID/fdinfo/N} of every process (CAP_SYS_PTRACE alone). */
    DESCRIPTOR_INFO,
    /** Only processes with this agent's own uid and gid. */
    OWN_PROCESSES
  }

  /**
   * One kind of thing that could not be seen.
   *
   * @param kind the kind
   * @param count the number of things (processes, namespaces, sockets), at least 1
   */
  public record Limit(Kind kind, long count) {

    /** What could not be seen, and the capability that it needs. */
    public enum Kind {
      /**
       * Processes whose descriptors could not be read; needs CAP_SYS_PTRACE and
       * CAP_DAC_READ_SEARCH.
       */
      PROCESSES_UNREADABLE,
      /**
       * Network namespaces that were asked for and could not be entered; needs CAP_SYS_ADMIN and
       * CAP_SYS_PTRACE.
       */
      NAMESPACES_UNREADABLE,
      /**
       * Network namespaces of this host that were not asked for: a client there shows as EXTERNAL.
       */
      NAMESPACES_NOT_ASKED,
      /** The scan's deadline passed before everything was scanned. */
      DEADLINE,
      /** The scan stopped at its limit of sockets. */
      TOO_MANY_SOCKETS,
      /**
       * The kernel reported that changes interrupted a listing, so sockets may be missing ({@code
       * NLM_F_DUMP_INTR}).
       */
      LISTING_INTERRUPTED,
      /**
       * The kernel refuses or lacks socket diagnosis ({@code sock_diag}); {@code /proc/net/tcp}
       * gives neither cookies nor times.
       */
      NO_SOCKET_DIAGNOSIS
    }
  }
}
