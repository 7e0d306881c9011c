package dev.pgtether.sidecar;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Reads the command line. By hand: a library for it would cost the agent a tenth of its start. */
final class Arguments {

  private static final int POSTGRES = 5432;

  /** So many cost the kernel's filter nothing worth telling, and no server has more roads. */
  private static final int MOST_PORTS = 64;

  private final Deque<String> words;
  private final Set<Integer> ports = new TreeSet<>();
  private boolean exchange;
  private boolean once;
  private boolean pretty;

  private Arguments(List<String> words) {
    this.words = new ArrayDeque<>(words);
  }

  /** What the words ask for. */
  static Order read(List<String> words) throws BadArguments {
    return new Arguments(words).read();
  }

  private Order read() throws BadArguments {
    while (!words.isEmpty()) {
      String word = words.pop();
      if (word.startsWith("--port=")) {
        words.push(word.substring("--port=".length()));
        word = "--port";
      }
      switch (word) {
        case "--help", "-h" -> {
          return new Order.Help();
        }
        case "--version" -> {
          return new Order.Version();
        }
        case "--rehearse" -> {
          return new Order.Rehearse(folder());
        }
        // the path of the image's /bin/agent, which the kernel puts before the person's own words
        case "--called-as" -> words.pollFirst();
        case "exchange" -> exchange = true;
        case "--once" -> once = true;
        case "--pretty" -> pretty = true;
        case "--port" -> addPort();
        default -> throw new BadArguments("there is no " + Printable.text(word));
      }
    }
    return order();
  }

  private Path folder() throws BadArguments {
    if (words.isEmpty()) {
      throw new BadArguments("--rehearse needs a folder after it: build/images makes one");
    }
    return Path.of(words.pop());
  }

  private void addPort() throws BadArguments {
    if (words.isEmpty()) {
      throw new BadArguments("--port needs a number after it, as in --port 5432");
    }
    String word = words.pop();
    int port = number(word);
    if (port < 1 || port > 0xFFFF) {
      throw new BadArguments(
          "--port is a number from 1 to 65535, not '" + Printable.text(word) + "'");
    }
    ports.add(port);
    if (ports.size() > MOST_PORTS) {
      throw new BadArguments("there may be at most " + MOST_PORTS + " different --port");
    }
  }

  private static int number(String word) {
    try {
      return Integer.parseInt(word);
    } catch (NumberFormatException none) {
      return -1;
    }
  }

  private Order order() throws BadArguments {
    if (exchange) {
      if (once || pretty || !ports.isEmpty()) {
        throw new BadArguments("exchange stands alone: the operator says what to look at");
      }
      return new Order.Exchange();
    }
    if (!once) {
      throw new BadArguments("exchange or --once is missing");
    }
    return new Order.Once(ports.isEmpty() ? Set.of(POSTGRES) : ports, pretty);
  }
}
