package dev.pgtether.operator.admission;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.Optional;

/** {@code pgtether.inject.…} */
@ConfigMapping(prefix = "pgtether.inject")
public interface InjectionSettings {

  /** Whether pods get agents; needs {@link #agentImage()}. */
  @WithDefault("false")
  boolean enabled();

  /** By digest where it matters: a tag may mean another image tomorrow. */
  Optional<String> agentImage();

  /** Of the agent's image. */
  @WithDefault("IfNotPresent")
  String pullPolicy();

  /** On all addresses, behind the Service pgtether-webhook. */
  @WithDefault("9443")
  int port();

  /** The agent's request. */
  @WithDefault("50m")
  String cpu();

  /** The agent's limit, but in a pod of quality of service Guaranteed, where it is the request. */
  @WithDefault("250m")
  String cpuLimit();

  /** The agent's request and limit. */
  @WithDefault("64Mi")
  String memory();
}
