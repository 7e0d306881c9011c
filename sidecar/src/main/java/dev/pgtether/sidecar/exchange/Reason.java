package dev.pgtether.sidecar.exchange;

import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** Why something failed, in a few words. */
final class Reason {

  private Reason() {}

  static String of(Throwable failure) {
    return switch (failure) {
      case NoSuchFileException missing -> missing.getFile() + " is not there";
      case AccessDeniedException denied -> denied.getFile() + " may not be read";
      case FileSystemException other -> other.getFile() + ": " + other.getReason();
      default -> {
        String message = failure.getMessage();
        yield message == null ? failure.getClass().getSimpleName() : message;
      }
    };
  }
}
