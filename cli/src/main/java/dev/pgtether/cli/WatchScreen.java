package dev.pgtether.cli;

import dev.pgtether.cli.Watcher.Episode;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jline.terminal.Attributes;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.NonBlockingReader;

/**
 * A watch on a terminal's alternate screen. One thread audits, one reads keys; the one that runs
 * this draws and holds all state, so that a slow server never keeps {@code q} from working.
 */
final class WatchScreen {

  /** ECMA-48 and xterm: alternate screen, no cursor, no wrapping of long lines; and back. */
  private static final String ENTER = "\u001b[?1049h\u001b[?25l\u001b[?7l";

  private static final String LEAVE = "\u001b[?7h\u001b[?25h\u001b[?1049l";
  private static final Duration LAST_AUDIT_MAY_TAKE = Duration.ofMillis(300);

  private final Console console;
  private final ViewOptions view;
  private final WatchFrame frame;
  private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
  private final Semaphore now = new Semaphore(0);

  WatchScreen(Console console, ViewOptions view, String title) {
    this.console = console;
    this.view = view;
    this.frame = new WatchFrame(title);
  }

  /** Audits until it is told to end; owns the connection. */
  @FunctionalInterface
  interface Watch {
    int run(Watcher.Rest rest, Consumer<Episode> listener) throws InterruptedException;
  }

  private sealed interface Event {
    record Audited(Episode episode) implements Event {}

    record Pressed(Key key) implements Event {}

    record Resized() implements Event {}

    record Ended(int exitCode) implements Event {}

    record Failed(RuntimeException failure) implements Event {}
  }

  /**
   * Shows the watch until it ends or the user ends it.
   *
   * @return the exit code of the last audit; COMPLETE when the user ended it before the first
   */
  int run(Watch watch) throws InterruptedException {
    try (Terminal terminal = terminal()) {
      Attributes before = terminal.enterRawMode();
      readControlCAsAKey(terminal);
      Thread restore = new Thread(() -> leave(terminal, before), "restore-terminal");
      Runtime.getRuntime().addShutdownHook(restore); // SIGTERM, SIGHUP
      terminal.handle(Terminal.Signal.INT, signal -> events.add(new Event.Pressed(Key.QUIT)));
      terminal.handle(Terminal.Signal.WINCH, signal -> events.add(new Event.Resized()));
      terminal.handle(Terminal.Signal.TSTP, Terminal.SignalHandler.SIG_IGN);
      console.out().print(ENTER);
      Thread auditing = daemon("watch", () -> audit(watch));
      daemon("keys", () -> readKeys(terminal.reader()));
      try {
        return show(terminal);
      } finally {
        auditing.interrupt();
        auditing.join(LAST_AUDIT_MAY_TAKE);
        leave(terminal, before);
        Runtime.getRuntime().removeShutdownHook(restore);
      }
    } catch (IOException gone) {
      throw new CannotAudit(
          "the terminal cannot be drawn on: " + gone.getMessage(),
          "piped into another program, watch prints one table after the other",
          gone);
    }
  }

  /** A signal would not reach a program that was started with SIGINT ignored, as by nohup or CI. */
  private static void readControlCAsAKey(Terminal terminal) {
    Attributes raw = terminal.getAttributes();
    raw.setLocalFlag(Attributes.LocalFlag.ISIG, false);
    terminal.setAttributes(raw);
  }

  private int show(Terminal terminal) throws InterruptedException {
    int exitCode = ExitCode.COMPLETE;
    draw(terminal);
    while (true) {
      switch (events.take()) {
        case Event.Audited(Episode episode) -> {
          frame.accept(episode, view);
          exitCode =
              episode instanceof Episode.Seen(var audited) ? ExitCode.of(audited) : ExitCode.FAILED;
        }
        case Event.Pressed(Key key) -> {
          if (key == Key.QUIT) {
            return exitCode;
          }
          obey(key);
        }
        case Event.Resized resized -> {}
        case Event.Ended(int last) -> {
          return last;
        }
        case Event.Failed(RuntimeException failure) -> throw failure;
      }
      draw(terminal);
    }
  }

  private void obey(Key key) {
    switch (key) {
      case UP -> frame.scroll(-1);
      case DOWN -> frame.scroll(1);
      case PAGE_UP -> frame.scroll(-frame.page());
      case PAGE_DOWN -> frame.scroll(frame.page());
      case NOW -> now.release();
      case QUIT, OTHER -> {}
    }
  }

  private void audit(Watch watch) {
    try {
      int exitCode =
          watch.run(
              pause -> {
                now.drainPermits();
                var _ = now.tryAcquire(pause.toMillis(), TimeUnit.MILLISECONDS);
                return true;
              },
              episode -> events.add(new Event.Audited(episode)));
      events.add(new Event.Ended(exitCode));
    } catch (RuntimeException failure) {
      events.add(new Event.Failed(failure));
    } catch (InterruptedException ended) {
      // by the user
    }
  }

  private void readKeys(NonBlockingReader keys) {
    try {
      while (true) {
        Key key = Key.read(keys);
        events.add(new Event.Pressed(key));
        if (key == Key.QUIT) {
          return;
        }
      }
    } catch (IOException closed) {
      events.add(new Event.Pressed(Key.QUIT)); // the terminal is gone
    }
  }

  private void draw(Terminal terminal) {
    int columns = terminal.getColumns();
    int rows = terminal.getRows();
    List<String> lines =
        frame.lines(view.style(console, columns > 0 ? columns : 80, true), rows > 0 ? rows : 24);
    PrintStream out = console.out();
    out.print("\u001b[H");
    for (int i = 0; i < lines.size(); i++) {
      out.print((i == 0 ? "" : "\r\n") + "\u001b[K" + lines.get(i));
    }
    out.print("\u001b[J");
    out.flush();
  }

  private void leave(Terminal terminal, Attributes before) {
    console.out().print(LEAVE);
    console.out().flush();
    terminal.setAttributes(before);
  }

  private static Terminal terminal() throws IOException {
    try {
      return TerminalBuilder.builder()
          .name("pgtether")
          .system(true)
          .dumb(false)
          .provider("exec") // stty: the FFM provider of this JLine sets the line to 0 baud
          .encoding(StandardCharsets.UTF_8)
          .build();
    } catch (IllegalStateException refused) { // which is how JLine says it
      throw new IOException(refused.getMessage(), refused);
    }
  }

  private static Thread daemon(String name, Runnable task) {
    return Thread.ofPlatform().daemon().name(name).start(task);
  }
}
