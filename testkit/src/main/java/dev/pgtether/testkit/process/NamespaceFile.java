package dev.pgtether.testkit.process;

/** A Linux namespace that a process can be started in. */
public interface NamespaceFile {

  /**
   * The file that setns(2) opens, such as {@code /proc/4711/ns/net}; what {@code nsenter} takes.
   */
  String path();
}
