package dev.pgtether.cli.demo;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What has to be cleared away in the end: also when a signal ends the program. */
final class Stage implements AutoCloseable {
  private final Duration life;
  private final Thread atExit = new Thread(this::clear, "clear the demo away");
  private @Nullable Path folder;
  private @Nullable Offspring keeper;
  private @Nullable Cast cast;

  Stage(Duration life) {
    this.life = life;
    Runtime.getRuntime().addShutdownHook(atExit);
  }

  Server open() throws DemoFailed {
    Path made = Server.makeFolder();
    Offspring begun = Server.begin(made, life);
    synchronized (this) {
      folder = made;
      keeper = begun;
    }
    return Server.await(begun, made);
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
    if (keeper != null && folder != null) {
      Server.stop(keeper, folder);
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
