package dev.pgtether.operator.api;

import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;

/** An audit of one PostgreSQL server's connections. */
@Group("pgtether.dev")
@Version("v1alpha1")
@ShortNames({"pgca", "ca"})
public class ConnectionAudit extends CustomResource<ConnectionAuditSpec, ConnectionAuditStatus>
    implements Namespaced {
  private static final long serialVersionUID = 1;
}
