package dev.pgtether.operator.api;

import com.fasterxml.jackson.annotation.JsonProperty;

/** The classes of findings. */
public enum FindingClass {
  @JsonProperty("IdleConnections")
  IDLE_CONNECTIONS,
  @JsonProperty("ConnectionLimit")
  CONNECTION_LIMIT,
  @JsonProperty("Locks")
  LOCKS,
  @JsonProperty("LongTransactions")
  LONG_TRANSACTIONS,
  @JsonProperty("XidBurn")
  XID_BURN,
  @JsonProperty("Suspicious")
  SUSPICIOUS
}
