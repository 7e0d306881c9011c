package dev.pgtether.operator.tls.ca;

/**
 * Port: tells those who connect to the operator which roots to trust. What cannot be written
 * throws.
 */
interface RootPublication {

  /**
   * Puts the roots where the agents of a namespace mount them.
   *
   * @param bundle certificates as PEM
   * @return false when the namespace is gone or going: nobody there needs them
   */
  boolean toAgentsOf(String namespace, String bundle);

  /** Tells the API server, which calls the webhook. */
  void toApiServer(String bundle);
}
