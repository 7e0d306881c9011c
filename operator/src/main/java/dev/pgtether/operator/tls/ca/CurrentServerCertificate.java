package dev.pgtether.operator.tls.ca;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/** The server certificate in force, presented at each handshake. */
final class CurrentServerCertificate extends X509ExtendedKeyManager {

  private static final String KEY_TYPE = "EC";

  private final ServerCertificateNames names;
  private final RotationPolicy rotationPolicy;
  private final InstantSource clock;
  private final AtomicReference<@Nullable Signed> current = new AtomicReference<>();

  CurrentServerCertificate(
      ServerCertificateNames names, RotationPolicy rotationPolicy, InstantSource clock) {
    this.names = names;
    this.rotationPolicy = rotationPolicy;
    this.clock = clock;
  }

  /** Has {@code root} sign a new one when the one in force is another root's, or growing old. */
  void signedBy(RootCertificate rootCertificate) {
    Signed now = current.get();
    if (now != null
        && now.root().equals(rootCertificate.certificate())
        && !now.serverCertificate().isToBeRenewedAt(clock.instant())) {
      return;
    }
    ServerCertificate serverCertificate =
        rootCertificate.sign(names, rotationPolicy.leafLife(), clock.instant());
    current.set(
        new Signed(
            rootCertificate.certificate(),
            serverCertificate,
            now == null ? null : now.serverCertificate()));
  }

  boolean isValid() {
    Signed now = current.get();
    return now != null && now.serverCertificate().isValidAt(clock.instant());
  }

  @Override
  public @Nullable String chooseEngineServerAlias(
      String keyType, Principal @Nullable [] issuers, SSLEngine engine) {
    return chooseServerAlias(keyType, issuers, null);
  }

  @Override
  public @Nullable String chooseServerAlias(
      String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
    Signed now = current.get();
    return now != null && keyType.equals(KEY_TYPE) ? now.serverCertificate().alias() : null;
  }

  @Override
  public X509Certificate @Nullable [] getCertificateChain(String alias) {
    ServerCertificate serverCertificate = find(alias);
    return serverCertificate == null
        ? null
        : serverCertificate.chain().toArray(X509Certificate[]::new);
  }

  @Override
  public @Nullable PrivateKey getPrivateKey(String alias) {
    ServerCertificate serverCertificate = find(alias);
    return serverCertificate == null ? null : serverCertificate.key();
  }

  @Override
  public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
    String alias = chooseServerAlias(keyType, issuers, null);
    return alias == null ? null : new String[] {alias};
  }

  @Override
  public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
    return null;
  }

  @Override
  public @Nullable String chooseClientAlias(
      String[] keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return null;
  }

  /**
   * A handshake asks for the alias, the chain and the key one by one: they must be of one
   * certificate.
   */
  private @Nullable ServerCertificate find(String alias) {
    Signed now = current.get();
    if (now == null) {
      return null;
    }
    if (now.serverCertificate().alias().equals(alias)) {
      return now.serverCertificate();
    }
    ServerCertificate before = now.before();
    return before != null && before.alias().equals(alias) ? before : null;
  }

  /**
   * @param before in force until then: a handshake may be in the midst of it
   */
  private record Signed(
      X509Certificate root,
      ServerCertificate serverCertificate,
      @Nullable ServerCertificate before) {}
}
