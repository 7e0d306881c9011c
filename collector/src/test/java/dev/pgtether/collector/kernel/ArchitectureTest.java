package dev.pgtether.collector.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ArchitectureTest {

  @ParameterizedTest
  @CsvSource({"amd64,X86_64", "x86_64,X86_64", "aarch64,AARCH64", "arm64,AARCH64"})
  void the_two_supported_machines_are_known_by_the_names_that_java_gives_them(
      String machine, Architecture expected) {
    assertThat(Architecture.of("Linux", machine)).isEqualTo(expected);
  }

  @Test
  void another_operating_system_is_refused_with_what_to_do_instead() {
    assertThatThrownBy(() -> Architecture.of("Mac OS X", "aarch64"))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining("Mac OS X")
        .hasMessageContaining("run pgtether on the client's or the server's Linux host");
  }

  @Test
  void another_processor_is_refused_by_name() {
    assertThatThrownBy(() -> Architecture.of("Linux", "riscv64"))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining("riscv64");
  }

  /** From {@code asm/unistd_64.h} and {@code asm-generic/unistd.h} of Linux 6.1. */
  @ParameterizedTest
  @CsvSource({
    "READ,0,63",
    "CLOSE,3,57",
    "LSEEK,8,62",
    "PREAD64,17,67",
    "SOCKET,41,198",
    "CONNECT,42,203",
    "SENDTO,44,206",
    "RECVFROM,45,207",
    "SETSOCKOPT,54,208",
    "GETDENTS64,217,61",
    "CLOCK_GETTIME,228,113",
    "OPENAT,257,56",
    "READLINKAT,267,78",
    "SETNS,308,268",
    "STATX,332,291"
  })
  void every_system_call_has_the_number_of_its_table(SystemCall call, int x86, int arm) {
    assertThat(call.number(Architecture.X86_64)).isEqualTo(x86);
    assertThat(call.number(Architecture.AARCH64)).isEqualTo(arm);
  }
}
