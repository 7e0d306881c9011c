package dev.pgtether.operator.admission;

/** As whom the agent runs. */
sealed interface AgentUser {

  /**
   * Without any capability.
   *
   * @param user not 0
   * @param group not 0, or the applications' own
   */
  record Plain(long user, long group) implements AgentUser {}

  /**
   * UID 0 with exactly SYS_PTRACE and DAC_READ_SEARCH: reads any process's descriptors, writes
   * nothing.
   */
  record Reader() implements AgentUser {}
}
