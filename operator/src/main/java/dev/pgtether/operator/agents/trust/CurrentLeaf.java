package dev.pgtether.operator.agents.trust;

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
final class CurrentLeaf extends X509ExtendedKeyManager {

  private static final String KEY_TYPE = "EC";

  private final LeafNames names;
  private final Rotation rotation;
  private final InstantSource clock;
  private final AtomicReference<@Nullable Signed> current = new AtomicReference<>();

  CurrentLeaf(LeafNames names, Rotation rotation, InstantSource clock) {
    this.names = names;
    this.rotation = rotation;
    this.clock = clock;
  }

  /** Has {@code root} sign a new one when the one in force is another root's, or growing old. */
  void signedBy(Root root) {
    Signed now = current.get();
    if (now != null
        && now.root().equals(root.certificate())
        && !now.leaf().isToBeRenewedAt(clock.instant())) {
      return;
    }
    Leaf leaf = root.sign(names, rotation.leafLife(), clock.instant());
    current.set(new Signed(root.certificate(), leaf, now == null ? null : now.leaf()));
  }

  boolean isValid() {
    Signed now = current.get();
    return now != null && now.leaf().isValidAt(clock.instant());
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
    return now != null && keyType.equals(KEY_TYPE) ? now.leaf().alias() : null;
  }

  @Override
  public X509Certificate @Nullable [] getCertificateChain(String alias) {
    Leaf leaf = find(alias);
    return leaf == null ? null : leaf.chain().toArray(X509Certificate[]::new);
  }

  @Override
  public @Nullable PrivateKey getPrivateKey(String alias) {
    Leaf leaf = find(alias);
    return leaf == null ? null : leaf.key();
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
  private @Nullable Leaf find(String alias) {
    Signed now = current.get();
    if (now == null) {
      return null;
    }
    if (now.leaf().alias().equals(alias)) {
      return now.leaf();
    }
    Leaf before = now.before();
    return before != null && before.alias().equals(alias) ? before : null;
  }

  /**
   * @param before in force until then: a handshake may be in the midst of it
   */
  private record Signed(X509Certificate root, Leaf leaf, @Nullable Leaf before) {}
}
