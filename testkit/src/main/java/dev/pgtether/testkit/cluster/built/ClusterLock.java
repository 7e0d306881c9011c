package dev.pgtether.testkit.cluster.built;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import dev.pgtether.testkit.process.TestEnvironmentException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Who works with this instance of the cluster. The kernel lets it go when its holder dies, however
 * it dies.
 */
final class ClusterLock implements AutoCloseable {
  private final FileChannel channel;

  private ClusterLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Takes it, or says who has it.
   *
   * @throws TestEnvironmentException at once when somebody else holds it
   */
  static ClusterLock take(ClusterDirectories clusterDirectories) {
    Path file = clusterDirectories.lock();
    ClusterDirectories.createDirectory(clusterDirectories.home());
    try {
      FileChannel channel = FileChannel.open(file, CREATE, READ, WRITE);
      if (channel.tryLock() == null) {
        channel.close();
        throw new TestEnvironmentException(
            "%s holds this machine's cluster %d (%s). Wait until it ends, or take another cluster with PGTETHER_CLUSTER_INSTANCE=%d."
                .formatted(
                    Files.readString(file).strip(),
                    clusterDirectories.clusterInstance().number(),
                    file,
                    (clusterDirectories.clusterInstance().number() + 1) % 16));
      }
      channel.truncate(0);
      String holder = "process " + ProcessHandle.current().pid() + "\n";
      channel.write(ByteBuffer.wrap(holder.getBytes(StandardCharsets.UTF_8)));
      return new ClusterLock(channel);
    } catch (IOException e) {
      throw new TestEnvironmentException("cannot lock " + file + ": " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new TestEnvironmentException("cannot unlock: " + e.getMessage(), e);
    }
  }
}
