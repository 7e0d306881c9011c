package dev.pgtether.database.sql;

import dev.pgtether.correlation.fact.IpAddress;
import java.nio.ByteBuffer;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * The columns of activity.sql, in its order: looking one up by name in every row costs more than
 * reading it.
 */
public enum ActivityColumn {
  PID(1),
  BACKEND_START(2),
  BACKEND_TYPE(3),
  ROLE(4),
  DATABASE(5),
  CLIENT_ADDRESS(6),
  CLIENT_PORT(7),
  STATE(8),
  STATE_CHANGE(9),
  QUERY_START(10),
  WAIT_EVENT(11),
  APPLICATION_NAME(12),
  READ_AT(13),
  POSTMASTER_START(14),
  IN_RECOVERY(15),
  OFFERS_TLS(16),
  ADMISSION_SECONDS(17);

  /** PostgreSQL counts from 2000-01-01 (POSTGRES_EPOCH_JDATE in timestamp.h), in µs. */
  private static final long POSTGRES_EPOCH_MICROS = 946_684_800_000_000L;

  /** Family, netmask, is-cidr, length (network_send in network.c). */
  private static final int INET_HEADER = 4;

  private final int index;

  ActivityColumn(int index) {
    this.index = index;
  }

  /** The column's place, from 1. */
  int index() {
    return index;
  }

  @Nullable String text(ResultSet row) throws SQLException {
    return row.getString(index);
  }

  /** The number, or {@code otherwise} for NULL. */
  long number(ResultSet row, long otherwise) throws SQLException {
    long number = row.getLong(index);
    return number == 0 && row.wasNull() ? otherwise : number;
  }

  boolean isTrue(ResultSet row) throws SQLException {
    return row.getBoolean(index);
  }

  /** µs since the Unix epoch, or null. */
  @Nullable Long micros(ResultSet row) throws SQLException {
    byte[] bytes = row.getBytes(index);
    if (bytes == null) {
      return null;
    }
    if (bytes.length != Long.BYTES) {
      throw new UnexpectedResultException("a time of its activity has " + bytes.length + " bytes");
    }
    return ByteBuffer.wrap(bytes).getLong() + POSTGRES_EPOCH_MICROS;
  }

  /** µs since the Unix epoch, where NULL cannot be. */
  long requiredMicros(ResultSet row) throws SQLException {
    Long micros = micros(row);
    if (micros == null) {
      throw new UnexpectedResultException("its activity lacks " + this);
    }
    return micros;
  }

  @Nullable IpAddress address(ResultSet row) throws SQLException {
    byte[] bytes = row.getBytes(index);
    if (bytes == null) {
      return null;
    }
    int length = bytes.length - INET_HEADER;
    if (length != 4 && length != 16) {
      throw new UnexpectedResultException("a client's address has " + length + " bytes");
    }
    return IpAddress.ofBytes(bytes, INET_HEADER, length);
  }
}
