package dev.pgtether.testkit.process;

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
public record ProcessContext(
    @Nullable NamespaceFile network,
    @Nullable Integer uid,
    List<String> capabilities,
    boolean childPidNamespace) {

  public ProcessContext {
    capabilities = List.copyOf(capabilities);
    if (uid == null && !capabilities.isEmpty()) {
      throw new IllegalArgumentException("capabilities are set together with a uid");
    }
  }

  /** Here, as ourselves. */
  public static ProcessContext ofThisJvm() {
    return new ProcessContext(null, null, List.of(), false);
  }

  public ProcessContext inNetworkNamespace(NamespaceFile namespace) {
    return new ProcessContext(namespace, uid, capabilities, childPidNamespace);
  }

  public ProcessContext asUser(int user, String... withCapabilities) {
    return new ProcessContext(network, user, List.of(withCapabilities), childPidNamespace);
  }

  public ProcessContext inChildPidNamespace() {
    return new ProcessContext(network, uid, capabilities, true);
  }

  /**
   * The command as it has to be started for this place. Everything in front of it replaces itself
   * by it, so that the process keeps its id; except in a child PID namespace, whose first process
   * is a child.
   */
  public List<String> wrap(List<String> command) {
    List<String> wrapped = new ArrayList<>();
    if (network != null) {
      // not `ip netns exec`: that mounts another /sys, and hides the cgroups with it
      wrapped.addAll(List.of("nsenter", "--net=" + network.path()));
    }
    if (childPidNamespace) {
      wrapped.addAll(List.of("unshare", "--pid", "--fork", "--kill-child"));
    }
    if (uid != null) {
      wrapped.addAll(setpriv(uid));
    }
    wrapped.addAll(command);
    return wrapped;
  }

  private List<String> setpriv(int user) {
    String capabilityList =
        capabilities.stream().map(name -> ",+" + name).collect(Collectors.joining("", "-all", ""));
    return List.of(
        "setpriv",
        "--reuid=" + user,
        "--regid=" + user,
        "--clear-groups",
        "--inh-caps=" + capabilityList,
        "--ambient-caps=" + capabilityList,
        "--bounding-set=" + capabilityList);
  }
}
