package dev.pgtether.wire;

/** An agent that has nothing to tell, and waits to be asked. */
public record Greeting(AgentHealth agent) implements Post {}
