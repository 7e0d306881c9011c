package dev.pgtether.collector.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ServerPidsTest {

  @Test
  void theServersNumberIsTheInnermostOne() {
    assertThat(
            ServerPids.innermost(
                "Name:\tpostgres\nNStgid:\t11932\t8\nNSpid:\t11932\t8\nNSpgid:\t1\t1\n"))
        .isEqualTo(8);
    assertThat(ServerPids.innermost("Name:\tpostgres\nNSpid:\t4170\n")).isEqualTo(4170);
  }

  @Test
  void aStatusWithoutTheLineGivesNoNumber() {
    assertThat(ServerPids.innermost("Name:\tNSpid:\n")).isEqualTo(-1);
  }
}
