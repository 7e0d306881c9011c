package dev.pgtether.testkit.cluster.built;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

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
final class MachineLock implements AutoCloseable {
  private final FileChannel channel;

  private MachineLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Takes it, or says who has it.
   *
   * @throws ClusterException at once when somebody else holds it
   */
  static MachineLock take(Folders folders) {
    Path file = folders.lock();
    Folders.create(folders.home());
    try {
      FileChannel channel = FileChannel.open(file, CREATE, READ, WRITE);
      if (channel.tryLock() == null) {
        channel.close();
        throw new ClusterException(
            "%s holds this machine's cluster %d (%s). Wait until it ends, or take another cluster with PGTETHER_CLUSTER_INSTANCE=%d."
                .formatted(
                    Files.readString(file).strip(),
                    folders.instance().number(),
                    file,
                    (folders.instance().number() + 1) % 16));
      }
      channel.truncate(0);
      String holder = "process " + ProcessHandle.current().pid() + "\n";
      channel.write(ByteBuffer.wrap(holder.getBytes(StandardCharsets.UTF_8)));
      return new MachineLock(channel);
    } catch (IOException e) {
      throw new ClusterException("cannot lock " + file + ": " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new ClusterException("cannot unlock: " + e.getMessage(), e);
    }
  }
}
