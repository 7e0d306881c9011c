package dev.pgtether.wire;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Which versions of the wire are spoken here, and what two sides agree on. */
public final class Versions {

  /** What {@link Exchange#WIRE_HEADER} says. */
  public static final String SPOKEN = "1";

  private static final int OLDEST = 1;
  private static final int NEWEST = 1;

  /** At most eight numbers, so that a header costs nothing to read. */
  private static final Pattern LIST = Pattern.compile("[0-9]{1,4}( *, *[0-9]{1,4}){0,7}");

  private Versions() {}

  /** What came of comparing versions. */
  public sealed interface Agreement {

    /** The newest version that both speak. */
    record On(int version) implements Agreement {}

    /** There is none. */
    record Not(Refusal refusal) implements Agreement {}
  }

  /**
   * What the operator agrees on with an agent.
   *
   * @param offered the agent's {@link Exchange#WIRE_HEADER}, null when it sent none
   */
  public static Agreement withAgent(@Nullable String offered) {
    if (offered == null || !LIST.matcher(offered).matches()) {
      return new Agreement.Not(
          new Refusal(
              Refusal.Code.VERSION,
              "the header "
                  + Exchange.WIRE_HEADER
                  + " says which versions of the wire an agent speaks, as in \"1\";"
                  + (offered == null ? " there is none" : " it cannot be read")));
    }
    List<Integer> versions =
        Arrays.stream(offered.split(",", -1)).map(text -> Integer.valueOf(text.strip())).toList();
    return versions.stream()
        .filter(version -> version >= OLDEST && version <= NEWEST)
        .max(Integer::compare)
        .<Agreement>map(Agreement.On::new)
        .orElseGet(() -> new Agreement.Not(skew(versions)));
  }

  private static Refusal skew(List<Integer> versions) {
    boolean agentIsOlder = versions.stream().allMatch(version -> version < OLDEST);
    return new Refusal(
        Refusal.Code.VERSION,
        "the agent speaks wire "
            + versions
            + ", this operator "
            + SPOKEN
            + ": upgrade the "
            + (agentIsOlder
                ? "agent (restart its pod, so that the current image is injected)"
                : "operator"));
  }
}
