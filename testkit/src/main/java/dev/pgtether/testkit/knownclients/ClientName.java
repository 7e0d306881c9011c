package dev.pgtether.testkit.knownclients;

import java.util.Arrays;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a client of the yardstick says about itself in {@code application_name}: {@code
 * pod/container/pid/kind}, or {@code pod/container/pid+pid/kind} where two processes share a
 * socket.
 *
 * @param pids as its pod sees them
 */
public record ClientName(String pod, String container, TreeSet<Integer> pids, String kind) {
  private static final Pattern FORM =
      Pattern.compile("([a-z0-9.-]+)/([a-z0-9-]+)/(\\d+(?:\\+\\d+)*)/([a-z]+)");

  /** Empty for the name of anybody else. */
  public static Optional<ClientName> parse(String application) {
    Matcher form = FORM.matcher(application);
    if (!form.matches()) {
      return Optional.empty();
    }
    TreeSet<Integer> pids = new TreeSet<>();
    Arrays.stream(form.group(3).split("\\+", -1)).map(Integer::valueOf).forEach(pids::add);
    return Optional.of(new ClientName(form.group(1), form.group(2), pids, form.group(4)));
  }
}
