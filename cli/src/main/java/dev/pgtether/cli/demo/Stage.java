package dev.pgtether.cli.demo;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What has to be cleared away in the end: also when a signal ends the program. */
final class Stage implements AutoCloseable {
  private final Duration life;
  private final Thread atExit = new Thread(this::clear, "clear the demo away");
  private @Nullable Offspring keeper;
  private @Nullable Cast cast;

  Stage(Duration life) {
    this.life = life;
    Runtime.getRuntime().addShutdownHook(atExit);
  }

  Server open() throws DemoFailed {
    Path folder = Server.makeFolder();
    Offspring begun = Server.begin(folder, life);
    synchronized (this) {
      keeper = begun;
    }
    return Server.await(begun, folder);
  }

  Cast cast(Server server) {
    Cast made = new Cast(server, life);
    synchronized (this) {
      cast = made;
    }
    return made;
  }

  private synchronized void clear() {
    if (cast != null) {
      cast.close();
      cast = null;
    }
    if (keeper != null) {
      Server.stop(keeper);
      keeper = null;
    }
  }

  @Override
  public void close() {
    clear();
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException alreadyEnding) {
      // the hook has run, or runs
    }
  }
}
