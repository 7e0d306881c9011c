package dev.pgtether.cli;

import dev.pgtether.audit.Audit;
import dev.pgtether.audit.AuditResult;
import dev.pgtether.audit.ServerNames;
import dev.pgtether.audit.document.Audited;
import dev.pgtether.collector.HostSockets;
import dev.pgtether.correlation.pairing.PairingMemory;
import dev.pgtether.correlation.pairing.PairingOutcome;
import dev.pgtether.database.ServerSession;
import dev.pgtether.database.failure.DatabaseFailure;
import java.time.Duration;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** Audits with the sockets of this host. */
final class LocalAuditor implements Auditor {

  private final Auditors.Request request;
  private final InstantSource clock;
  private PairingMemory pairingMemory = PairingMemory.NONE;
  private @Nullable HostSockets sockets;
  private @Nullable ServerSession session;

  LocalAuditor(Auditors.Request request, InstantSource clock) {
    this.request = request;
    this.clock = clock;
  }

  @Override
  public Audited audit() {
    HostSockets host = sockets();
    ServerSession server = session();
    Audit audit =
        Audit.ofThisHost(
            server::read,
            host::scan,
            new ServerNames(
                server.resolved(), request.connectionTarget().port(), request.alsoKnownAs()),
            request.timeout(),
            clock);
    long begin = System.nanoTime();
    AuditResult result = run(audit);
    Duration took = Duration.ofNanos(System.nanoTime() - begin);
    return switch (result.pairingOutcome()) {
      case PairingOutcome.Paired paired -> {
        pairingMemory = paired.memory();
        yield Audited.of(
            result,
            request.connectionTarget().user(),
            paired,
            request.namespaces() == Auditors.Namespaces.ALL_OF_HOST,
            took);
      }
      case PairingOutcome.Voided voided -> {
        dropSession();
        throw new CannotAudit(
            "the audit of "
                + request.connectionTarget().hostAndPort()
                + " is void: its two readings were answered by different servers or backends",
            "a pooler or a load balancer stands in the path; give the address of the server itself");
      }
    };
  }

  private AuditResult run(Audit audit) {
    try {
      return audit.run(pairingMemory);
    } catch (DatabaseFailure failed) {
      if (session != null && !session.isOpen()) {
        session = null;
      }
      throw failed;
    } catch (IllegalStateException refused) {
      throw new CannotAudit(
          "the sockets of this host cannot be listed: " + refused.getMessage(),
          "a seccomp profile that allows AF_NETLINK, or a mounted /proc, is needed",
          refused);
    }
  }

  private HostSockets sockets() {
    if (sockets == null) {
      try {
        sockets =
            HostSockets.open(
                request.namespaces() == Auditors.Namespaces.OWN
                    ? HostSockets.Namespaces.OWN
                    : HostSockets.Namespaces.WHOLE_HOST,
                HostSockets.Search.EVERY_HOLDER);
      } catch (UnsupportedOperationException elsewhere) {
        throw new CannotAudit(
            "the sockets of this machine cannot be listed: " + elsewhere.getMessage(),
            "run pgtether on a Linux host (x86_64 or aarch64)",
            elsewhere);
      }
    }
    return sockets;
  }

  private ServerSession session() {
    if (session == null) {
      session = ServerSession.open(request.connectionTarget());
    }
    return session;
  }

  private void dropSession() {
    if (session != null) {
      session.close();
      session = null;
    }
  }

  @Override
  public void close() {
    dropSession();
    if (sockets != null) {
      sockets.close();
      sockets = null;
    }
  }
}
