package dev.pgtether.collector.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProcFilesTest {

  @Test
  void a_name_with_brackets_and_spaces_does_not_shift_the_fields_of_stat() {
    ProcessStat stat =
        ProcessStat.parse(
            ascii(
                "77 (a) R 9 (b) S 42 70 60 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 3 0 987654 1 2 18446744073709551615\n"));

    assertThat(stat).isEqualTo(new ProcessStat('S', 42, 70, 60, 4_194_560, 3, 987_654));
    assertThat(stat.isKernelThread()).isFalse();
  }

  @Test
  void the_kernels_own_threads_are_known_by_their_flag() {
    ProcessStat stat =
        ProcessStat.parse(
            ascii("2 (kthreadd) S 0 0 0 0 -1 2129984 0 0 0 0 0 0 0 0 20 0 1 0 2 0 0 0\n"));

    assertThat(stat.isKernelThread()).isTrue();
  }

  @Test
  void a_line_that_is_cut_is_no_stat() {
    assertThat(ProcessStat.parse(ascii("77 (a"))).isNull();
    assertThat(ProcessStat.parse(ascii("77 (a) S 1 2"))).isNull();
    assertThat(ProcessStat.parse(ascii(""))).isNull();
  }

  @Test
  void the_fields_of_fdinfo_are_read_by_name() {
    byte[] info = ascii("pos:\t0\nflags:\t02\nmnt_id:\t9\nino:\t194117\n");

    assertThat(DescriptorInfo.field(info, info.length, "mnt_id:")).isEqualTo(9);
    assertThat(DescriptorInfo.field(info, info.length, "ino:")).isEqualTo(194_117);
    assertThat(DescriptorInfo.field(info, info.length, "scm_fds:")).isEqualTo(-1);
    assertThat(DescriptorInfo.field(info, 20, "ino:")).isEqualTo(-1);
  }

  @Test
  void the_effective_capabilities_are_those_that_count() {
    Capabilities capabilities =
        Capabilities.parse(
            "CapInh:\t0000000000000000\nCapPrm:\t0000000000280004\nCapEff:\t0000000000080004\n");

    assertThat(capabilities.has(Capabilities.SYS_PTRACE)).isTrue();
    assertThat(capabilities.has(Capabilities.DAC_READ_SEARCH)).isTrue();
    assertThat(capabilities.has(Capabilities.SYS_ADMIN)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "'rw,relatime - proc proc rw', false",
    "'rw - proc proc rw,hidepid=0', false",
    "'rw - proc proc rw,hidepid=off', false",
    "'rw - proc proc rw,hidepid=2', true",
    "'rw - proc proc rw,hidepid=invisible,gid=4', true",
    "'rw - proc proc rw,hidepid=ptraceable', true"
  })
  void a_proc_mounted_to_hide_processes_is_noticed(String options, boolean hides) {
    assertThat(
            Viewpoint.hidesProcesses(
                "21 27 0:5 / /sys rw - sysfs sysfs rw\n22 27 0:21 / /proc " + options))
        .isEqualTo(hides);
  }

  @Test
  void of_two_mounts_on_proc_the_upper_one_counts() {
    assertThat(
            Viewpoint.hidesProcesses(
                "22 27 0:21 / /proc rw - proc proc rw,hidepid=2\n40 22 0:30 / /proc rw - proc proc rw"))
        .isFalse();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
