package dev.pgtether.operator.tls.ca;

import dev.pgtether.correlation.fact.IpAddress;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;

/** Under which names the operator's endpoints are reached. */
public record ServerCertificateNames(Set<String> dnsNames, Set<IpAddress> addresses) {

  public ServerCertificateNames {
    dnsNames = Set.copyOf(dnsNames);
    addresses = Set.copyOf(addresses);
  }

  /**
   * The names of Services of {@code namespace}, in the three forms in which pods and the API server
   * use them, and this pod's addresses.
   */
  public static ServerCertificateNames of(
      String namespace, Set<String> services, Set<IpAddress> addresses) {
    Set<String> names = new TreeSet<>();
    for (String service : services) {
      String qualified = service + "." + namespace;
      names.add(qualified);
      names.add(qualified + ".svc");
      names.add(qualified + ".svc.cluster.local");
    }
    return new ServerCertificateNames(names, addresses);
  }

  GeneralNames toExtension() {
    return new GeneralNames(
        Stream.concat(
                dnsNames.stream().sorted().map(name -> new GeneralName(GeneralName.dNSName, name)),
                addresses.stream()
                    .sorted()
                    .map(address -> new GeneralName(GeneralName.iPAddress, address.toString())))
            .toArray(GeneralName[]::new));
  }
}
