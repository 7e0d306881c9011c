package dev.pgtether.collector.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ServerPidsTest {

  @Test
  void the_servers_number_is_the_innermost_one() {
    assertThat(
            ServerPids.innermost(
                "Name:\tpostgres\nNStgid:\t11932\t8\nNSpid:\t11932\t8\nNSpgid:\t1\t1\n"))
        .isEqualTo(8);
    assertThat(ServerPids.innermost("Name:\tpostgres\nNSpid:\t4170\n")).isEqualTo(4170);
  }

  @Test
  void a_status_without_the_line_gives_no_number() {
    assertThat(ServerPids.innermost("Name:\tNSpid:\n")).isEqualTo(-1);
  }
}
