package dev.pgtether.collector.process;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContainersTest {

  private static final String ID =
      "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
  private static final String OTHER = "f".repeat(64);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0::/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod1f.slice/cri-containerd-ID.scope",
        "0::/kubepods.slice/kubepods-pod1f.slice/crio-ID.scope",
        "0::/kubepods.slice/kubepods-pod1f.slice/crio-ID.scope/container",
        "0::/system.slice/docker-ID.scope",
        "0::/machine.slice/libpod-ID.scope/container",
        "0::/user.slice/user-1000.slice/user@1000.service/user.slice/libpod-ID.scope",
        "0::/kubepods/besteffort/pod1f2a3b4c-0000-0000-0000-000000000000/ID",
        "0::/docker/ID",
        "0::/docker/ID/init.scope",
        "0::/../../pod1f2a3b4c-0000-0000-0000-000000000000/ID",
        "0::/../cri-containerd-ID.scope",
        "12:cpu,cpuacct:/kubepods/burstable/pod1f/ID\n11:memory:/kubepods/burstable/pod1f/ID\n0::/\n",
        "4:memory:/docker/ID\n0::/system.slice/containerd.service",
        "1:name=systemd:/kubepods.slice/kubepods-pod1f.slice/docker-ID.scope"
      })
  void the_id_is_found_in_the_paths_of_every_runtime_and_driver(String cgroups) {
    assertThat(Containers.idIn(cgroups.replace("ID", ID))).isEqualTo(ID);
  }

  @Test
  void of_a_container_within_a_container_the_inner_one_counts() {
    assertThat(Containers.idIn("0::/docker/" + OTHER + "/kubepods/pod1/" + ID)).isEqualTo(ID);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0::/",
        "0::/system.slice/ssh.service",
        "0::/user.slice/user-0.slice/session-3.scope",
        "0::/machine.slice/libpod-conmon-ID.scope",
        "0::/system.slice/crio-conmon-ID.scope",
        "0::/build/ID0",
        "0::/cache-ID-old",
        ""
      })
  void a_process_in_no_container_has_none(String cgroups) {
    assertThat(Containers.idIn(cgroups.replace("ID", ID))).isNull();
  }
}
