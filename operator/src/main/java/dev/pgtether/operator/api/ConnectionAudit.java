package dev.pgtether.operator.api;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Singular;
import io.fabric8.kubernetes.model.annotation.Version;

/** An audit of one PostgreSQL server's connections. */
@JsonClassDescription(
    "Audits the connections of one PostgreSQL server: which pod, container and process holds each"
        + " backend. Read the result with: kubectl describe connectionaudit NAME")
@Group("pgtether.dev")
@Version("v1alpha1")
@Kind("ConnectionAudit")
@Singular("connectionaudit")
@Plural("connectionaudits")
@ShortNames({"pgca", "ca"})
@AdditionalPrinterColumn(
    name = "Backends",
    jsonPath = ".status.summary.backends",
    type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(
    name = "Matched",
    jsonPath = ".status.glance.matched",
    type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
    name = "Used",
    jsonPath = ".status.glance.used",
    type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
    name = "Findings",
    jsonPath = ".status.glance.findings",
    type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
    name = "Ready",
    jsonPath = ".status.conditions[?(@.type==\"Ready\")].status",
    type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
    name = "Audited",
    jsonPath = ".status.lastSuccessfulAuditTime",
    type = AdditionalPrinterColumn.Type.DATE)
@AdditionalPrinterColumn(
    name = "Age",
    jsonPath = ".metadata.creationTimestamp",
    type = AdditionalPrinterColumn.Type.DATE)
public class ConnectionAudit extends CustomResource<ConnectionAuditSpec, ConnectionAuditStatus>
    implements Namespaced {
  private static final long serialVersionUID = 1;
}
