package dev.pgtether.collector.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtether.collector.kernel.Architecture;
import dev.pgtether.collector.kernel.Deadline;
import dev.pgtether.collector.kernel.Kernel;
import dev.pgtether.collector.process.HolderSearch.Breadth;
import dev.pgtether.collector.process.HolderSearch.Found;
import dev.pgtether.correlation.fact.ProcessId;
import dev.pgtether.correlation.fact.SocketHolder;
import dev.pgtether.correlation.fact.SocketHolders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Over a folder that looks like {@code /proc}, with processes that no test could start. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "the kernel's calls are Linux's")
class HolderSearchTest {

  private static final Viewpoint EVERYBODY_SHOWS = new Viewpoint(true, true);
  private static final Viewpoint IN_A_CONTAINER = new Viewpoint(false, false);
  private static final long HOME = 4_026_531_833L;

  @TempDir Path root;
  private Kernel kernel;
  private ProcFileSystem proc;
  private HolderSearch search;

  @BeforeEach
  void openTheFolder() {
    kernel = new Kernel(Architecture.current());
    proc = new ProcFileSystem(kernel, root.toString());
  }

  @AfterEach
  void close() {
    search.close();
    proc.close();
    kernel.close();
  }

  @Test
  void when_everybody_was_looked_at_all_holders_are_known() throws IOException {
    // Given
    process(100, 1, "web").holding(3, 77).done();
    process(200, 100, "web").holding(9, 77).holding(4, 78).done();
    process(300, 1, "other").holding(3, 79).done();

    // When
    Found found = find(Breadth.EVERYBODY, EVERYBODY_SHOWS, 77, 78);

    // Then
    assertThat(found.holders().get(0))
        .isEqualTo(new SocketHolders.Known(List.of(holder(100), holder(200)), true));
    assertThat(found.holders().get(1))
        .isEqualTo(new SocketHolders.Known(List.of(holder(200)), true));
    assertThat(found.unreadable()).isZero();
  }

  @Test
  void a_socket_that_nobody_holds_is_said_to_be_nobodys_only_where_everybody_shows()
      throws IOException {
    process(100, 1, "web").holding(3, 77).done();

    assertThat(find(Breadth.EVERYBODY, EVERYBODY_SHOWS, 5).holders())
        .containsExactly(new SocketHolders.Nobody());
    search.close();
    Found hidden = find(Breadth.EVERYBODY, IN_A_CONTAINER, 5);
    assertThat(hidden.holders()).containsExactly(new SocketHolders.Unreadable());
    assertThat(hidden.unseen()).isTrue();
  }

  @Test
  void a_socket_without_an_inode_is_nobodys_whatever_can_be_seen() throws IOException {
    process(100, 1, "web").holding(3, 77).done();

    assertThat(find(Breadth.KIN, IN_A_CONTAINER, 0).holders())
        .containsExactly(new SocketHolders.Nobody());
  }

  @Test
  void where_not_everybody_shows_the_holders_that_are_found_are_not_all() throws IOException {
    process(100, 1, "web").holding(3, 77).done();

    SocketHolders socketHolders = find(Breadth.EVERYBODY, IN_A_CONTAINER, 77).holders().getFirst();

    assertThat(socketHolders)
        .isInstanceOfSatisfying(
            SocketHolders.Known.class, known -> assertThat(known.complete()).isFalse());
  }

  @Test
  void a_child_that_was_forked_since_the_last_search_is_found_beside_its_parent()
      throws IOException {
    // Given
    process(100, 1, "web").holding(3, 77).done();
    find(Breadth.KIN, EVERYBODY_SHOWS, 77);

    // When
    process(101, 100, "web").holding(3, 77).done();
    Found found = again(77);

    // Then
    assertThat(pids(found)).containsExactly(100, 101);
  }

  @Test
  void a_descriptor_that_has_become_another_socket_is_not_believed() throws IOException {
    // Given
    process(100, 1, "web").holding(3, 77).done();
    process(200, 1, "web").done();
    assertThat(pids(find(Breadth.KIN, EVERYBODY_SHOWS, 77))).containsExactly(100);

    // When the socket has moved
    Files.delete(root.resolve("100/fd/3"));
    Files.createSymbolicLink(root.resolve("100/fd/3"), Path.of("socket:[78]"));
    Files.createSymbolicLink(root.resolve("200/fd/5"), Path.of("socket:[77]"));

    // Then
    assertThat(pids(again(77))).containsExactly(200);
  }

  @Test
  void relatives_of_a_holder_are_found_through_parent_group_session_and_cgroup()
      throws IOException {
    process(100, 1, "app").holding(3, 77).group(100).session(90).cgroup("0::/a.service").done();
    process(101, 100, "child").holding(3, 77).done();
    process(102, 101, "grandchild").holding(3, 77).done();
    process(103, 1, "orphan-in-group").holding(3, 77).group(100).done();
    process(104, 1, "orphan-in-session").holding(3, 77).session(90).done();
    process(105, 1, "daemon-in-cgroup").holding(3, 77).cgroup("0::/a.service").done();
    process(106, 1, "stranger").holding(3, 77).cgroup("0::/b.service").done();

    assertThat(pids(find(Breadth.KIN, EVERYBODY_SHOWS, 77)))
        .containsExactly(100, 101, 102, 103, 104, 105);
  }

  @Test
  void a_search_that_is_late_says_so_and_claims_nothing() throws IOException {
    process(100, 1, "web").holding(3, 77).done();
    search = search(Breadth.EVERYBODY, EVERYBODY_SHOWS);

    Found found = search.find(keys(77), Deadline.in(Duration.ZERO));

    assertThat(found.holders()).containsExactly(new SocketHolders.Unreadable());
    assertThat(found.late()).isEqualTo(1);
  }

  @Test
  void a_name_that_is_no_utf8_is_decoded_with_replacement() throws IOException {
    process(100, 1, "x").holding(3, 77).done();
    Files.write(root.resolve("100/comm"), new byte[] {'a', (byte) 0xFF, 27, 'b', '\n'});

    Found found = find(Breadth.KIN, EVERYBODY_SHOWS, 77);

    assertThat(found.holders().getFirst())
        .isInstanceOfSatisfying(
            SocketHolders.Known.class,
            known -> assertThat(known.holders().getFirst().command()).isEqualTo("a\uFFFD\u001bb"));
  }

  private Found find(Breadth breadth, Viewpoint viewpoint, long... inodes) {
    search = search(breadth, viewpoint);
    return again(inodes);
  }

  private HolderSearch search(Breadth breadth, Viewpoint viewpoint) {
    return new HolderSearch(
        proc,
        new Descriptors(kernel, proc),
        new HolderFacts(new BootTime(0), EVERYBODY_SHOWS),
        viewpoint,
        breadth);
  }

  private Found again(long... inodes) {
    return search.find(keys(inodes), Deadline.in(Duration.ofSeconds(20)));
  }

  private static List<SocketKey> keys(long... inodes) {
    return Arrays.stream(inodes)
        .mapToObj(inode -> new SocketKey(HOME, inode + 1000, inode))
        .toList();
  }

  private static List<Integer> pids(Found found) {
    return ((SocketHolders.Known) found.holders().getFirst())
        .holders().stream().map(socketHolder -> socketHolder.process().pid()).toList();
  }

  private static SocketHolder holder(int pid) {
    return new SocketHolder(new ProcessId(pid, pid * 10_000L), pid, "web", null);
  }

  private Process process(int pid, int parent, String name) throws IOException {
    return new Process(pid, parent, name);
  }

  /** One folder under the root. */
  private final class Process {

    private final Path folder;
    private final int pid;
    private final int parent;
    private final String name;
    private int group;
    private int session;
    private String cgroup = "0::/";

    Process(int pid, int parent, String name) throws IOException {
      this.pid = pid;
      this.parent = parent;
      this.name = name;
      group = pid;
      session = pid;
      folder = Files.createDirectories(root.resolve("new-" + pid));
      Files.createDirectories(folder.resolve("fd"));
      Files.createDirectories(folder.resolve("ns"));
      Files.createSymbolicLink(folder.resolve("ns/net"), Path.of("net:[" + HOME + "]"));
    }

    Process holding(int descriptor, long inode) throws IOException {
      Files.createSymbolicLink(
          folder.resolve("fd/" + descriptor), Path.of("socket:[" + inode + "]"));
      return this;
    }

    Process group(int group) {
      this.group = group;
      return this;
    }

    Process session(int session) {
      this.session = session;
      return this;
    }

    Process cgroup(String cgroup) {
      this.cgroup = cgroup;
      return this;
    }

    void done() throws IOException {
      Files.writeString(
          folder.resolve("stat"),
          "%d (%s) S %d %d %d 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 %d 0 0\n"
              .formatted(pid, name, parent, group, session, pid));
      Files.writeString(folder.resolve("comm"), name + "\n");
      Files.writeString(folder.resolve("cgroup"), cgroup + "\n");
      Files.move(folder, root.resolve(Integer.toString(pid)));
    }
  }
}
