package dev.pgtether.sidecar;

/** The program: {@code agent}. */
public final class Main {

  private Main() {}

  /** Runs the program and ends the JVM with its exit code. */
  public static void main(String[] arguments) {
    System.err.println("agent: nothing can be done yet");
    System.exit(2);
  }
}
