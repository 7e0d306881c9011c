package dev.pgtether.testkit.process;

import dev.pgtether.testkit.network.NetworkNamespace;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Where and as whom a process runs.
 *
 * @param uid null: as this JVM's own user
 * @param capabilities exactly these, by their short names ({@code sys_ptrace}); only with a uid
 */
public record Place(
    @Nullable NetworkNamespace network,
    @Nullable Integer uid,
    List<String> capabilities,
    boolean childPidNamespace) {

  public Place {
    capabilities = List.copyOf(capabilities);
    if (uid == null && !capabilities.isEmpty()) {
      throw new IllegalArgumentException("capabilities are set together with a uid");
    }
  }

  /** Here, as ourselves. */
  public static Place here() {
    return new Place(null, null, List.of(), false);
  }

  public Place in(NetworkNamespace namespace) {
    return new Place(namespace, uid, capabilities, childPidNamespace);
  }

  public Place as(int user, String... withCapabilities) {
    return new Place(network, user, List.of(withCapabilities), childPidNamespace);
  }

  public Place inChildPidNamespace() {
    return new Place(network, uid, capabilities, true);
  }

  /**
   * The command as it has to be started for this place. Everything in front of it replaces itself
   * by it, so that the process keeps its id; except in a child PID namespace, whose first process
   * is a child.
   */
  public List<String> around(List<String> command) {
    List<String> all = new ArrayList<>();
    if (network != null) {
      // not `ip netns exec`: that mounts another /sys, and hides the cgroups with it
      all.addAll(List.of("nsenter", "--net=" + network.path()));
    }
    if (childPidNamespace) {
      all.addAll(List.of("unshare", "--pid", "--fork", "--kill-child"));
    }
    if (uid != null) {
      all.addAll(setpriv(uid));
    }
    all.addAll(command);
    return all;
  }

  private List<String> setpriv(int user) {
    String set =
        capabilities.stream().map(name -> ",+" + name).collect(Collectors.joining("", "-all", ""));
    return List.of(
        "setpriv",
        "--reuid=" + user,
        "--regid=" + user,
        "--clear-groups",
        "--inh-caps=" + set,
        "--ambient-caps=" + set,
        "--bounding-set=" + set);
  }
}
