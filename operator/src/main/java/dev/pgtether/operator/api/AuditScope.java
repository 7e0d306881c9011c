package dev.pgtether.operator.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which sessions are reported and acted on. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record AuditScope(
    @Size(max = 64)
        @JsonPropertyDescription("Only sessions of these databases. Empty: of every one.")
        List<@Size(min = 1, max = 63) String> databases,
    @Size(max = 64) @JsonPropertyDescription("Only sessions of these roles. Empty: of every one.")
        List<@Size(min = 1, max = 63) String> users,
    @Size(max = 64)
        @JsonPropertyDescription(
            "No sessions of these roles, whatever users says; for instance the roles of standbys.")
        List<@Size(min = 1, max = 63) String> excludeUsers) {

  /** Lists that are left out are empty. */
  public AuditScope {
    databases = CollectionDefaults.orEmpty(databases);
    users = CollectionDefaults.orEmpty(users);
    excludeUsers = CollectionDefaults.orEmpty(excludeUsers);
  }

  /**
   * Whether a session is within it.
   *
   * @param user null for a session without a role
   * @param database null for a session without a database
   */
  public boolean covers(@Nullable String user, @Nullable String database) {
    return isAmong(user, users)
        && isAmong(database, databases)
        && (user == null || !excludeUsers.contains(user));
  }

  private static boolean isAmong(@Nullable String name, List<String> wanted) {
    return wanted.isEmpty() || (name != null && wanted.contains(name));
  }
}
