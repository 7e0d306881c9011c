package dev.pgtether.correlation.pairing;

/** What a connection passes through on its way from client to server. */
public enum ConnectionHop {
  SERVICE("Service"),
  SNAT("SNAT"),
  POOLER("Pooler"),
  PROXY("Proxy");

  private final String word;

  ConnectionHop(String word) {
    this.word = word;
  }

  /** The word that documents use: {@code Service}, {@code SNAT}, {@code Pooler}, {@code Proxy}. */
  public String word() {
    return word;
  }
}
