package dev.pgtether.wire;

/** What an agent posts. */
public sealed interface Post permits Greeting, Report, Excuse {

  /** How the agent that posts is doing. */
  AgentHealth agent();
}
