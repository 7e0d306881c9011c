package dev.pgtether.correlation.fact;

import java.util.List;

/**
 * By which means an agent looked, and what it could not see with them.
 *
 * @param listing how sockets were listed
 * @param holderLookup how processes were found
 * @param limits what stayed unseen; empty when nothing did
 */
public record ScanCoverage(SocketListing listing, HolderLookup holderLookup, List<Limit> limits) {

  public ScanCoverage {
    limits = List.copyOf(limits);
  }

  /** Nothing that could matter for the question stayed unseen. */
  public boolean isComplete() {
    return limits.isEmpty();
  }

  /** How sockets were listed. */
  public enum SocketListing {
    /** One walk of the kernel's table for both families ({@code TCPDIAG_GETSOCK}). */
    DIAG_ONE_PASS,
    /** Two walks, one a family ({@code SOCK_DIAG_BY_FAMILY}). */
    DIAG_PER_FAMILY,
    /** {@code /proc/net/tcp} and {@code tcp6}: no cookie, no ages. */
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
   * Something that could not be seen.
   *
   * @param kind what
   * @param count of how many things (processes, namespaces, sockets), at least 1
   */
  public record Limit(Kind kind, long count) {

    /** What could not be seen, and what it would need. */
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
      /** The scan's deadline passed before everything was looked at. */
      DEADLINE,
      /** More sockets than the scan's bound. */
      TOO_MANY_SOCKETS,
      /**
       * The kernel said that a listing was interrupted by changes and may lack sockets
       * (NLM_F_DUMP_INTR).
       */
      LISTING_INTERRUPTED,
      /**
       * The kernel's socket diagnosis is refused or absent; {@code /proc/net/tcp} has neither
       * cookies nor ages.
       */
      NO_SOCKET_DIAGNOSIS
    }
  }
}
