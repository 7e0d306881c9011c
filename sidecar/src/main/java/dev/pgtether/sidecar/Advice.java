package dev.pgtether.sidecar;

import dev.pgtether.correlation.fact.ScanCoverage.Limit;

/** What stayed unseen, and what would change that, for a person. */
final class Advice {

  private Advice() {}

  static String on(Limit limit) {
    return switch (limit.kind()) {
      case PROCESSES_UNREADABLE ->
          "processes that may hold these sockets cannot be seen or read: other containers' show only"
              + " with shareProcessNamespace (or hostPID) in the pod; reading them needs their own"
              + " uid and gid, or uid 0 with SYS_PTRACE and DAC_READ_SEARCH";
      case NAMESPACES_UNREADABLE ->
          "network namespaces could not be entered: that needs SYS_ADMIN and SYS_PTRACE";
      case NAMESPACES_NOT_ASKED ->
          "other network namespaces were not looked into: an agent looks into its own";
      case DEADLINE -> "the time was over before everything was looked at: look again";
      case TOO_MANY_SOCKETS -> "sockets beyond the report's bound: ask for fewer ports";
      case LISTING_INTERRUPTED ->
          "the list of sockets changed while the kernel wrote it and may lack some: look again";
      case NO_SOCKET_DIAGNOSIS ->
          "the kernel's socket diagnosis is refused or absent: neither cookies nor ages; allow"
              + " AF_NETLINK sockets in the pod's seccomp profile";
    };
  }
}
