package dev.pgtether.operator.tls.ca;

import org.jspecify.annotations.Nullable;

/** Port: where the roots are kept, for all replicas. What cannot be reached throws. */
interface RootStore {

  /**
   * The roots as they stand.
   *
   * @return null when there are none
   * @throws UnreadableRoots when there is something else in their place
   */
  @Nullable Stored read();

  /**
   * Stores the first roots.
   *
   * @return false when somebody else was faster: theirs stand
   */
  boolean create(RootCertificates rootCertificates);

  /**
   * Stores {@code roots} in place of {@code before}.
   *
   * @return false when they have changed since they were read
   */
  boolean replace(Stored before, RootCertificates rootCertificates);

  /**
   * Roots as they were read.
   *
   * @param version of what was read
   * @param rotationAsked somebody asked for a new root, and has not been given one
   */
  record Stored(RootCertificates rootCertificates, String version, boolean rotationAsked) {}

  /** There is something where the roots should be, and it is not roots. It is never overwritten. */
  final class UnreadableRoots extends RuntimeException {
    private static final long serialVersionUID = 1;

    UnreadableRoots(String message, Throwable cause) {
      super(message, cause);
    }
  }
}
