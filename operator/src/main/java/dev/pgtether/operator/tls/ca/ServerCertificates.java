package dev.pgtether.operator.tls.ca;

import java.util.concurrent.CompletionStage;
import javax.net.ssl.X509ExtendedKeyManager;

/**
 * The operator's own server certificate: short-lived, signed by the operator's CA, for the names of
 * its Services and the addresses of this pod.
 */
public interface ServerCertificates {

  /**
   * Presents whichever certificate is in force at each handshake, so a TLS endpoint takes it once
   * and is never reloaded. While there is none yet, a handshake fails.
   */
  X509ExtendedKeyManager keyManager();

  /** A certificate that is valid now is there. */
  boolean isReady();

  /**
   * Sees to it that pods of {@code namespace} can mount the CA's ConfigMap, as soon as a pod with
   * an agent is there: whoever calls this may be wrong, or lie. Returns at once; call it as soon as
   * it is said that an agent will run there, for a pod that mounts the ConfigMap before it exists
   * sees it only a minute or so later.
   *
   * @return when it is there; exceptionally, why it is not
   */
  CompletionStage<Void> publishTo(String namespace);
}
