package dev.pgtether.operator.inject;

/** As whom the agent runs. */
sealed interface Identity {

  /**
   * Without any capability.
   *
   * @param user not 0
   * @param group not 0, or the applications' own
   */
  record Plain(long user, long group) implements Identity {}

  /**
   * UID 0 with exactly SYS_PTRACE and DAC_READ_SEARCH: reads any process's descriptors, writes
   * nothing.
   */
  record Reader() implements Identity {}
}
