package dev.pgtether.correlation.simulation;

import dev.pgtether.correlation.fact.ActivitySnapshot;
import dev.pgtether.correlation.fact.AgentReport;
import dev.pgtether.correlation.fact.Backend;
import dev.pgtether.correlation.fact.BackendId;
import dev.pgtether.correlation.fact.ClientAddress;
import dev.pgtether.correlation.fact.ClientSocket;
import dev.pgtether.correlation.fact.Endpoint;
import dev.pgtether.correlation.fact.IpAddress;
import dev.pgtether.correlation.fact.NetworkNamespace;
import dev.pgtether.correlation.fact.ServerHostView;
import dev.pgtether.correlation.fact.SessionState;
import dev.pgtether.correlation.fact.SocketHolders;
import dev.pgtether.correlation.fact.SocketId;
import dev.pgtether.correlation.fact.TcpState;
import dev.pgtether.correlation.pairing.AuditObservation;
import dev.pgtether.correlation.pairing.PairingMemory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Makes variants of an observation, for comparison with the original. */
final class ObservationVariants {

  /** The pid of the unrelated client's backend, and the uid of its socket. */
  static final int UNRELATED_PID = 99_999;

  private ObservationVariants() {}

  /** The observation with some of the data missing. */
  static AuditObservation withLess(AuditObservation full, SeededRandom random) {
    boolean keepTcpInfo = random.nextBoolean(0.5);
    boolean keepHolders = random.nextBoolean(0.5);
    boolean keepServerHost = random.nextBoolean(0.5);
    List<AgentReport> reports = new ArrayList<>();
    for (AgentReport report : full.reports()) {
      if (hasDuplicateAddress(report) || random.nextBoolean(0.7)) {
        reports.add(
            with(
                report,
                socket -> reduced(socket, keepTcpInfo, keepHolders),
                keepServerHost ? report.serverHostView() : null));
      }
    }
    return new AuditObservation(
        full.firstReading(),
        reports,
        full.secondReading(),
        full.endpoints(),
        random.nextBoolean(0.5) ? full.memory() : PairingMemory.NONE);
  }

  /**
   * The report has a namespace whose address another namespace has too. Both reports are needed to
   * know that there are two, so such a report is never left out.
   */
  private static boolean hasDuplicateAddress(AgentReport report) {
    return report.namespaces().stream()
        .anyMatch(namespace -> namespace.addresses().contains(ClientLocation.TWIN_OF_ALPHA.local));
  }

  private static ClientSocket reduced(
      ClientSocket socket, boolean keepTcpInfo, boolean keepHolders) {
    return new ClientSocket(
        socket.id(),
        socket.local(),
        socket.peer(),
        socket.state(),
        socket.uid(),
        keepTcpInfo ? socket.tcpInfo() : null,
        keepHolders ? socket.holders() : new SocketHolders.Unreadable());
  }

  /** The observation with rows, reports, namespaces and sockets in another order. */
  static AuditObservation reordered(AuditObservation auditObservation, long seed) {
    Random random = new Random(seed);
    List<AgentReport> reports =
        shuffled(auditObservation.reports(), random).stream()
            .map(
                report ->
                    new AgentReport(
                        report.agent(),
                        report.bootId(),
                        report.scanInterval(),
                        report.coverage(),
                        shuffled(report.namespaces(), random),
                        shuffled(report.sockets(), random),
                        report.serverHostView()))
            .toList();
    return new AuditObservation(
        withRows(
            auditObservation.firstReading(),
            shuffled(auditObservation.firstReading().backends(), random)),
        reports,
        withRows(
            auditObservation.secondReading(),
            shuffled(auditObservation.secondReading().backends(), random)),
        auditObservation.endpoints(),
        auditObservation.memory());
  }

  /** The observation with one more client, which has its own namespace, socket and backend. */
  static AuditObservation withUnrelatedClient(AuditObservation auditObservation) {
    AgentReport last = auditObservation.reports().getLast();
    IpAddress address = IpAddress.parse("10.99.0.1");
    Endpoint client = new Endpoint(address, 41_000);
    ClientSocket socket =
        new ClientSocket(
            new SocketId(99, 9_999),
            client,
            ServerRoute.DIRECT.dialled,
            TcpState.ESTABLISHED,
            UNRELATED_PID,
            null,
            new SocketHolders.Unreadable());
    Backend backend =
        new Backend(
            new BackendId(UNRELATED_PID, SimulatedNetwork.SERVER_CLOCK),
            Backend.Kind.CLIENT,
            new ClientAddress.Tcp(client),
            SessionState.IDLE,
            SimulatedNetwork.SERVER_CLOCK,
            SimulatedNetwork.SERVER_CLOCK,
            "ClientRead",
            SimulatedNetwork.SERVER_CLOCK + 1,
            null,
            null,
            null);
    List<AgentReport> reports = new ArrayList<>(auditObservation.reports());
    reports.set(
        reports.size() - 1,
        new AgentReport(
            last.agent(),
            last.bootId(),
            last.scanInterval(),
            last.coverage(),
            append(last.namespaces(), new NetworkNamespace(99, Set.of(address), false)),
            append(last.sockets(), socket),
            last.serverHostView()));
    return new AuditObservation(
        withRows(
            auditObservation.firstReading(),
            append(auditObservation.firstReading().backends(), backend)),
        reports,
        withRows(
            auditObservation.secondReading(),
            append(auditObservation.secondReading().backends(), backend)),
        auditObservation.endpoints(),
        auditObservation.memory());
  }

  private static <T> List<T> append(List<T> list, T one) {
    List<T> more = new ArrayList<>(list);
    more.add(one);
    return more;
  }

  private static ActivitySnapshot withRows(ActivitySnapshot snapshot, List<Backend> rows) {
    return new ActivitySnapshot(
        snapshot.server(), rows, snapshot.hiddenRows(), snapshot.readInterval());
  }

  private static <T> List<T> shuffled(List<T> list, Random random) {
    List<T> copy = new ArrayList<>(list);
    Collections.shuffle(copy, random);
    return copy;
  }

  private static AgentReport with(
      AgentReport report, UnaryOperator<ClientSocket> change, @Nullable ServerHostView server) {
    return new AgentReport(
        report.agent(),
        report.bootId(),
        report.scanInterval(),
        report.coverage(),
        report.namespaces(),
        report.sockets().stream().map(change).toList(),
        server);
  }
}
